import { Canvas } from '../support/canvas.ts'
import { expect, test } from '../support/test.ts'

test('a column that is taken away upstream is named where it is missed, and undo brings it back', async ({
  page,
  server,
}) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('flights_3m')
  await page.keyboard.press('e')
  await canvas.card('Select').focus()
  await page.keyboard.press('s')
  await canvas.settings.getByRole('combobox', { name: 'Add a column to sort by' }).click()
  await page.getByRole('option', { name: /^delay/ }).click()
  await canvas.card('Sort').focus()
  await page.keyboard.press('o')
  await page.keyboard.press('Shift+1')
  await canvas.card('Select').click()
  await canvas.settings.getByRole('checkbox', { name: 'delay' }).uncheck()
  await canvas.preview.getByRole('tab', { name: /Problems/ }).click()

  await test.step('the cause stands first, and leads to its field', async () => {
    const first = canvas.preview.getByRole('listitem').first()
    await expect(first).toContainText('There is no column “delay” any more')
    await first.getByRole('button').first().click()
    await expect(canvas.settings).toContainText('There is no column “delay” any more')
  })

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(canvas.preview).toContainText('No problems')
})

test('a new order of a long result begins at its top', async ({ page, server }) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('flights_3m')
  await page.keyboard.press('i')
  await canvas.card('Limit').focus()
  await canvas.settings.getByRole('button', { name: /^10.000$/ }).click()
  await canvas.card('Limit').focus()
  await page.keyboard.press('o')
  await page.keyboard.press('Control+Enter')
  await expect(canvas.preview).toContainText('run by')
  const grid = canvas.preview.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('Control+End')
  await expect(grid.locator('[aria-rowindex="10001"]')).toBeVisible()
  await canvas.preview.getByRole('columnheader', { name: /distance/ }).click()
  await expect(grid.locator('[aria-rowindex="2"]')).toBeVisible()
})

test('times show no more digits of a second than their column needs', async ({ page, server }) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('flights_3m')
  const time = canvas.preview.getByRole('row').nth(1).getByRole('gridcell').filter({ hasText: ':' })
  await expect(time).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
})

test('the palette finds themes, and nothing by letters strewn over a name', async ({ page, server }) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('dark')
  await expect(page.getByRole('option')).toHaveText(['Dark theme'])
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('an address without a workflow says so and offers the way back, not an empty canvas', async ({ page, server }) => {
  await page.goto(`${server.origin}/canvas/00000000000000000000`)
  await expect(page.getByRole('alert')).toContainText('There is no workflow at this address')
  await expect(page.getByRole('heading', { name: 'Start with a table' })).toHaveCount(0)
  await page.getByRole('alert').getByRole('button', { name: 'All workflows' }).click()
  await expect(page.getByRole('button', { name: 'New workflow' }).first()).toBeVisible()
})

test('Enter goes from a card into its settings, Esc comes back, and no value is cut', async ({ page, server }) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('flights_3m')
  await page.keyboard.press('i')
  await canvas.card('Limit').focus()
  await page.keyboard.press('Enter')
  const count = canvas.settings.locator('[data-field=count]').locator('input')
  await expect(count).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('7')
  await page.keyboard.press('Escape')
  await expect(canvas.card('Limit: first 7 rows')).toBeFocused()
  await expect(canvas.preview.getByRole('row')).toHaveCount(8)
  const cut = await canvas.preview
    .getByRole('gridcell')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent))
  expect(cut).toEqual([])
})
