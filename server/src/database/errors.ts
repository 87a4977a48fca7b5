/** What keeps the database from starting, as the one sentence the operator sees. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError'
}
