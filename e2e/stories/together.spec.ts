import { Canvas } from '../support/canvas.ts'
import { expect, test } from '../support/test.ts'

test.use({ networkMayFail: true })

test('two people build one workflow, one of them offline for a while', async ({ page, colleague, server }) => {
  const mine = new Canvas(page)
  const theirs = new Canvas(colleague.page)
  await mine.createFrom(server.origin)
  await mine.startWith('flights_3m')
  await mine.expectSaved()

  await test.step('the address is enough to join, and both see each other', async () => {
    await colleague.page.goto(page.url())
    await expect(theirs.card('flights_3m')).toBeVisible()
    await expect(page.getByRole('banner').getByRole('img')).toHaveCount(2)
    await expect(colleague.page.getByRole('banner').getByRole('img')).toHaveCount(2)
  })

  await test.step('an edit shows on the other screen at once', async () => {
    await page.keyboard.press('f')
    await expect(theirs.card('Filter')).toBeVisible()
    await mine.addCondition('delay', '>')
    await mine.settings.getByRole('textbox', { name: 'Value' }).fill('60')
    await expect(theirs.card('Filter: delay > 60')).toBeVisible()
  })

  await test.step('offline, edits are kept on the device and the screen says so', async () => {
    await colleague.context.setOffline(true)
    await expect(theirs.status).toContainText('Offline')
    await theirs.card('Filter').click()
    await colleague.page.keyboard.press('s')
    await expect(theirs.card('Sort')).toBeVisible()
    await expect(theirs.status).toHaveText('Offline: kept on this device')
    await mine.settings.getByRole('textbox', { name: 'Value' }).fill('90')
    await mine.card('Filter').focus()
    await page.keyboard.press('l')
    await expect(mine.card('Sort')).toHaveCount(0)
  })

  await test.step('a reload without the network opens the page with the edits in it', async () => {
    await colleague.page.reload()
    await expect(theirs.card('Sort')).toBeVisible()
    await expect(theirs.card('Filter: delay > 60')).toBeVisible()
  })

  await test.step('back online, both screens end equal and nothing is lost', async () => {
    await colleague.context.setOffline(false)
    await expect(mine.card('Sort')).toBeVisible()
    await expect(theirs.card('Filter: delay > 90')).toBeVisible()
    await theirs.expectSaved()
    await mine.expectSaved()
    expect(await theirs.cards()).toEqual(await mine.cards())
  })
})

test('a killed server loses nothing that was saved, and what was not arrives when it is back', async ({
  page,
  server,
}) => {
  const canvas = new Canvas(page)
  await canvas.createFrom(server.origin)
  await canvas.startWith('fct_trades')
  await page.keyboard.press('f')
  await canvas.expectSaved()
  await server.stop('SIGKILL')
  await expect(canvas.status).toContainText('Offline')
  await page.keyboard.press('s')
  await expect(canvas.card('Sort')).toBeVisible()
  await server.start()
  await canvas.expectSaved()
  const cards = await canvas.cards()
  expect(cards).toHaveLength(3)
  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(3)
  await expect.poll(() => canvas.cards()).toEqual(cards)
})
