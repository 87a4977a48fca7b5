import { Canvas, digits } from '../support/canvas.ts'
import { askByHand } from '../support/engine.ts'
import { expect, test } from '../support/test.ts'

test('a first workflow on three million flights, by mouse and keyboard, agrees with a query written by hand', async ({
  page,
  server,
}) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('flights_3m')

  await test.step('filter by delay and origin, counting live', async () => {
    await page.keyboard.press('f')
    await canvas.addCondition('delay', '>')
    await canvas.settings.getByRole('textbox', { name: 'Value' }).fill('60')
    await canvas.addCondition('origin', 'is one of')
    await canvas.chooseValues('SFO', 'LAX')
    const [total, kept, delayed, fromThere] = askByHand(`
      SELECT count(), countIf(delay > 60 AND origin IN ('SFO', 'LAX')), countIf(delay > 60), countIf(origin IN ('SFO', 'LAX'))
      FROM flights`)[0] ?? ['', '', '', '']
    await expect(async () => {
      const panel = digits(await canvas.settings.innerText())
      for (const figure of [total, kept, delayed, fromThere]) expect(panel).toContain(figure)
    }).toPass()
  })

  await test.step('select columns, sort, and end in a table, by keys alone', async () => {
    await canvas.card('Filter').focus()
    await page.keyboard.press('e')
    await canvas.settings.getByRole('checkbox', { name: 'distance' }).uncheck()
    await canvas.card('Select').focus()
    await page.keyboard.press('s')
    await canvas.settings.getByRole('combobox', { name: 'Add a column to sort by' }).click()
    await page.keyboard.type('delay')
    await page.keyboard.press('Enter')
    await canvas.settings.getByRole('radio', { name: 'Largest first' }).check()
    await canvas.card('Sort').focus()
    await page.keyboard.press('o')
    await expect(canvas.card('Table')).toBeVisible()
  })

  await test.step('run, and compare the table with the query written by hand', async () => {
    await page.keyboard.press('Control+Enter')
    const grid = canvas.preview.getByRole('grid')
    const expected = askByHand(`
      SELECT delay, origin, destination FROM flights
      WHERE delay > 60 AND origin IN ('SFO', 'LAX') ORDER BY delay DESC LIMIT 5`)
    await expect(grid.getByRole('row').nth(1).getByRole('gridcell').nth(1)).toHaveText(expected[0]?.[0] ?? '')
    for (const [index, cells] of expected.entries()) {
      const shown = await grid
        .getByRole('row')
        .nth(index + 1)
        .getByRole('gridcell')
        .allInnerTexts()
      expect(shown.slice(1).map(digits)).toEqual(cells)
    }
  })

  await test.step('one statement, as an expert would write it', async () => {
    await canvas.preview.getByRole('tab', { name: 'SQL' }).click()
    const sql = (await canvas.preview.getByRole('tabpanel').innerText()).replace(/\s+/g, ' ')
    expect(sql.match(/SELECT/g)).toHaveLength(1)
    expect(sql).toMatch(/SELECT.*FROM.*WHERE.*ORDER BY/)
  })

  await test.step('a reload keeps all of it', async () => {
    await canvas.expectSaved()
    await page.reload()
    await expect(canvas.card('Filter: delay > 60 and origin is one of SFO, LAX')).toBeVisible()
    await expect(page.getByRole('article')).toHaveCount(5)
  })
})
