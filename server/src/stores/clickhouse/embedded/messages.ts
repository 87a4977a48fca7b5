/** What the supervisor and its child say to each other over the IPC channel. Queries never travel here. */

/** Handed to the child as its one argument, as JSON. */
export interface ChildOptions {
  readonly directory: string
  readonly socketPath: string
  /** Engine settings of every query, names and values; `readonly` is added last. */
  readonly settings: Readonly<Record<string, string>>
}

export type ToChild =
  | { readonly kind: 'command'; readonly id: number; readonly sql: string; readonly format: string }
  | { readonly kind: 'stop' }

export type FromChild =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'result'; readonly id: number; readonly text: string }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
