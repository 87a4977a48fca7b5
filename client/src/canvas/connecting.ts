import type { Edge, PortAddress } from '@flowforge/core/graph'
import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react'
import type { Connecting, PortVerdicts } from './connection-state.ts'
import type { Editor } from './editor.ts'

interface LooseConnection {
  readonly source: string
  readonly target: string
  readonly sourceHandle?: string | null | undefined
  readonly targetHandle?: string | null | undefined
}

export function connectionOf(connection: Connection | LooseConnection): Edge {
  return {
    from: { node: connection.source, port: connection.sourceHandle ?? '' },
    to: { node: connection.target, port: connection.targetHandle ?? '' },
  }
}

/** The edge between the port that a drag began at and another one. */
function edgeBetween(start: Pick<Connecting, 'from' | 'end'>, other: PortAddress): Edge {
  return start.end === 'source' ? { from: start.from, to: other } : { from: other, to: start.from }
}

/** A drag from a port begins: every port learns whether it can take the edge. */
export function startConnection(editor: Editor, start: OnConnectStartParams): void {
  const { nodeId, handleId, handleType } = start
  if (nodeId === null || handleId === null || handleType === null) return
  const from = { node: nodeId, port: handleId }
  editor.connecting.value = { from, end: handleType, verdicts: verdictsFor(editor, from, handleType) }
}

function verdictsFor(editor: Editor, from: PortAddress, end: 'source' | 'target'): ReadonlyMap<string, PortVerdicts> {
  const verdicts = new Map<string, PortVerdicts>()
  for (const node of editor.graph.value.nodes.values()) {
    const wanted = end === 'source' ? editor.inputPorts(node.type) : editor.outputPorts(node.type)
    const ports = new Map<string, string | null>()
    for (const port of wanted) {
      ports.set(port, editor.refusalOf(edgeBetween({ from, end }, { node: node.id, port })))
    }
    const own = node.id === from.node
    verdicts.set(node.id, { ports, stepsBack: !own && ![...ports.values()].includes(null) })
  }
  return verdicts
}

/** The drag ends: on a port that refuses, say why; on empty ground, offer what could stand there. */
export function endConnection(editor: Editor, event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const started = editor.connecting.value
  editor.connecting.value = null
  if (started === null || state.isValid === true) return
  const { toHandle, toNode } = state
  if (toHandle !== null && toHandle.id !== null && toHandle.id !== undefined && toNode !== null) {
    const sameEnd = toHandle.type === started.end
    const reason = sameEnd
      ? `Both are ${started.end === 'source' ? 'outputs' : 'inputs'}: connect an output to an input.`
      : editor.refusalOf(edgeBetween(started, { node: toNode.id, port: toHandle.id }))
    if (reason !== null) editor.refuse(reason)
    return
  }
  if (toNode !== null) {
    connectToNode(editor, started, toNode.id)
    return
  }
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  if (point !== undefined && started.end === 'source') editor.offerNext(started.from, point)
}

/** Dropped on a card beside its ports: its first free port takes it, or the reason is said. */
function connectToNode(editor: Editor, started: Connecting, node: string): void {
  if (node === started.from.node) return
  const ports = [...(started.verdicts.get(node)?.ports ?? [])]
  const open = ports.find(([, reason]) => reason === null)
  if (open !== undefined) editor.connect(edgeBetween(started, { node, port: open[0] }))
  else editor.refuse(ports[0]?.[1] ?? 'This node has no port for it.')
}
