import { Canvas } from '../support/canvas.ts'
import { expect, test } from '../support/test.ts'

test('a connection that would make a loop is refused with its reason, and one that fits is made', async ({
  page,
  server,
}) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('dim_instruments')
  await page.keyboard.press('f')
  await expect(canvas.card('Filter')).toBeVisible()
  await page.keyboard.press('s')
  await expect(canvas.card('Sort')).toBeVisible()
  await page.getByRole('button', { name: 'Fit everything' }).click()
  const edges = page.getByRole('group', { name: /^Edge from/ })
  await expect(edges).toHaveCount(2)

  await test.step('drag from the sort back to the filter', async () => {
    const from = await canvas.port('Sort', 'output')
    const to = await canvas.port('Filter', 'input')
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move((from.x + to.x) / 2, from.y + 80, { steps: 5 })
    await expect(page.locator('.react-flow__connection-path')).toBeVisible()
    await page.mouse.move(to.x, to.y, { steps: 5 })
    await expect(page.getByText('That would make a loop.').first()).toBeVisible()
    await page.mouse.up()
    await expect(page.getByText('That would make a loop.').first()).toBeVisible()
    await expect(edges).toHaveCount(2)
  })

  await test.step('delete the filter: the sort asks for rows; undo brings everything back', async () => {
    await canvas.card('Filter').click()
    await page.keyboard.press('Delete')
    await expect(canvas.card('Filter')).toHaveCount(0)
    await expect(edges).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(canvas.card('Filter')).toBeVisible()
    await expect(edges).toHaveCount(2)
  })
})
