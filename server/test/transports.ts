import { describe } from 'vitest'
import type { Transport } from '../src/transport/transport.ts'

const nativeLoads = await import('uWebSockets.js').then(
  () => true,
  () => false,
)

/** The same tests on both transports; on the native one only where its binary loads. */
export function describeOnTransports(title: string, tests: (name: Transport['name']) => void): void {
  const lacking = nativeLoads ? '' : ' (skipped: its binary does not load on this system)'
  describe.skipIf(!nativeLoads)(`${title} on uWebSockets.js${lacking}`, () => tests('uWebSockets.js'))
  describe(`${title} on ws`, () => tests('ws'))
}
