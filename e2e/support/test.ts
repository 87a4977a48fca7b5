import { type BrowserContext, test as base, type Page } from '@playwright/test'
import { Server } from './server.ts'

interface Worker {
  server: Server
}

interface Fixtures {
  /** A second person: another browser with its own cookies and storage. */
  colleague: { context: BrowserContext; page: Page }
}

/** Lines a browser prints by itself when the network goes away; only the tests that cut it allow them. */
const NETWORK_NOISE =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|FAILED|NETWORK_CHANGED)|WebSocket connection to/

/** Fails the test on any page error or console error of the page. */
function guard(page: Page, problems: string[], networkMayFail: () => boolean): void {
  page.on('pageerror', (error) => problems.push(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    if (networkMayFail() && NETWORK_NOISE.test(message.text())) return
    problems.push(`console error: ${message.text()}`)
  })
}

export const test = base.extend<Fixtures & { networkMayFail: boolean }, Worker>({
  networkMayFail: [false, { option: true }],
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const server = new Server()
      await server.start()
      await use(server)
      await server.stop('SIGINT')
      server.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  page: async ({ page, networkMayFail }, use) => {
    const problems: string[] = []
    guard(page, problems, () => networkMayFail)
    await use(page)
    if (problems.length > 0) throw new Error(`The page reported:\n${problems.join('\n')}`)
  },
  colleague: async ({ browser, networkMayFail }, use) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const problems: string[] = []
    guard(page, problems, () => networkMayFail)
    await use({ context, page })
    await context.close()
    if (problems.length > 0) throw new Error(`The colleague's page reported:\n${problems.join('\n')}`)
  },
})

export { expect } from '@playwright/test'
