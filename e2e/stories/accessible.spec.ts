import AxeBuilder from '@axe-core/playwright'
import { Canvas } from '../support/canvas.ts'
import { expect, test } from '../support/test.ts'

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

for (const theme of ['light', 'dark'] as const) {
  test(`the home page and a canvas with data have no accessibility violation (${theme})`, async ({ page, server }) => {
    const violations = async () => {
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG_2_2_AA).analyze()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
    }
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(server.origin)
    await expect(page.getByRole('button', { name: 'New workflow' }).first()).toBeVisible()
    expect(await violations()).toEqual([])

    const canvas = new Canvas(page)
    await canvas.createFrom(server.origin)
    await canvas.startWith('fct_trades')
    await page.keyboard.press('f')
    await canvas.addCondition('quantity', '>')
    await canvas.settings.getByRole('textbox', { name: 'Value' }).fill('500')
    await expect(canvas.preview.getByRole('gridcell').first()).toBeVisible()
    expect(await violations()).toEqual([])
  })
}
