import type { Locator, Page } from '@playwright/test'
import { expect } from './test.ts'

/** The canvas page as a person sees it: by names and roles, never by the insides of the page. */
export class Canvas {
  readonly page: Page
  readonly settings: Locator
  readonly preview: Locator
  readonly status: Locator

  constructor(page: Page) {
    this.page = page
    this.settings = page.getByRole('complementary', { name: 'Settings' })
    this.preview = page.getByRole('region', { name: 'Preview' })
    this.status = page.getByRole('banner').getByRole('status')
  }

  /** A new, empty workflow through the home page. */
  async createFrom(origin: string): Promise<void> {
    await this.page.goto(origin)
    await this.page.getByRole('button', { name: 'New workflow' }).first().click()
    await expect(this.page.getByRole('heading', { name: 'Start with a table' })).toBeVisible()
  }

  /** A node card by the beginning of its name. */
  card(name: string): Locator {
    return this.page.getByRole('article', { name: new RegExp(`^${name}`) })
  }

  async startWith(table: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Search tables and columns' }).fill(table)
    await this.page.getByRole('button', { name: new RegExp(`^${table} `) }).click()
    await expect(this.card(table)).toBeVisible()
  }

  /** Adds a condition to the selected filter, without a value yet. */
  async addCondition(column: string, compare: string): Promise<void> {
    await this.settings.getByRole('combobox', { name: 'Add condition' }).click()
    await this.page.getByRole('option', { name: new RegExp(`^${column} `) }).click()
    const comparison = this.settings.getByRole('combobox', { name: 'How to compare' }).last()
    await comparison.click()
    await this.page.getByRole('option', { name: compare, exact: true }).click()
  }

  /** Ticks values of the condition that was added last, by search. */
  async chooseValues(...values: readonly string[]): Promise<void> {
    await this.settings
      .getByRole('button', { name: /^Values/ })
      .last()
      .click()
    const popover = this.page.getByRole('dialog', { name: 'Values' })
    for (const value of values) {
      await popover.getByRole('textbox', { name: 'Search or add a value' }).fill(value)
      await popover
        .getByRole('option', { name: new RegExp(value) })
        .first()
        .click()
    }
    await this.page.keyboard.press('Escape')
    await expect(popover).toBeHidden()
  }

  /** Every card's name with its config in words, sorted: what two screens are compared by. */
  async cards(): Promise<readonly string[]> {
    const names = await this.page.getByRole('article').evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''))
    return names.sort()
  }

  /** A point on a card's own output or input port. */
  async port(card: string, side: 'output' | 'input'): Promise<{ x: number; y: number }> {
    const box = await this.card(card).boundingBox()
    if (box === null) throw new Error(`${card} is not on the screen`)
    return { x: side === 'output' ? box.x + box.width : box.x, y: box.y + box.height / 2 }
  }

  async expectSaved(): Promise<void> {
    await expect(this.status).toHaveText('Saved')
  }
}

/** Digits of a figure on screen, whatever groups them; the minus sign on screen is a real one. */
export const digits = (text: string): string => text.replace(/[\s\u2009\u202f\u00a0,]/g, '').replace('\u2212', '-')
