/** What one document, one update and one socket may cost. Bytes unless named otherwise. */
export const LIMITS = {
  /** One sync frame. A value over 64 kB is a blob, so honest frames this large are only whole documents made offline. */
  updateBytes: 4 * 1024 * 1024,
  /** Structs and delete ranges in one update. */
  structs: 100_000,
  deleteRanges: 100_000,
  /** Different authors of new structs in one update: the tabs and days of one person's offline work. */
  newClients: 500,
  /** One struct covers at most this many clock ticks; honest long ones are runs of overwritten values. */
  structLength: 2 ** 24,
  /** No author reaches this clock; beyond it arithmetic on clocks would lose precision. */
  clock: 2 ** 40,
  /** Nesting of one value. */
  depth: 64,
  /** The key of one value in a root map. */
  keyLength: 1_000,
  /** The whole document, as encoded. */
  documentBytes: 32 * 1024 * 1024,
  /** Frames of one socket that wait for its SyncStep2, for the room to load, or for a commit. */
  waitingFrames: 5_000,
  waitingBytes: 8 * 1024 * 1024,
  /** Updates of one transaction; what is over waits for the next. */
  batchBytes: 8 * 1024 * 1024,
  /** The state one client shows in awareness. */
  awarenessBytes: 16 * 1024,
  /** Entries of one awareness frame; an honest client echoes what it saw of others. */
  awarenessEntries: 2_000,
} as const
