import type { PortAddress } from '@flowforge/core/graph'

/** For every node: why each port can't take the dragged edge, or null where it can. */
export interface PortVerdicts {
  readonly ports: ReadonlyMap<string, string | null>
  /** No port of the node takes it. */
  readonly stepsBack: boolean
}

export interface Connecting {
  readonly from: PortAddress
  readonly end: 'source' | 'target'
  readonly verdicts: ReadonlyMap<string, PortVerdicts>
}
