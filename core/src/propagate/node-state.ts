import { type Edge, type Graph, type GraphNode, OUTPUT_PORT } from '../graph/index.ts'
import { type ConfigReading, type NodeDefinition, readConfig } from '../nodes/index.ts'
import type { Catalog, Problem, Schema } from '../schema/index.ts'

/** What propagation knows of one node. Unchanged nodes keep the very same state from one propagation to the next. */
export interface NodeState {
  /** The columns that the node yields; null where they cannot be told. */
  readonly schema: Schema | null
  readonly problems: readonly Problem[]
  /** The columns at each input port, in edge order; a port without a readable input has none. */
  readonly inputs: Readonly<Record<string, readonly Schema[]>>
  /** The nodes at each input port, in edge order. */
  readonly sources: Readonly<Record<string, readonly string[]>>
  /** Null where the type or the config cannot be read. */
  readonly definition: NodeDefinition | null
  readonly config: unknown
  /** A disabled node hands on the rows of its first input; a disabled source has none. */
  readonly disabled: boolean
  /** True where neither this node nor any that it reads from has an error: it can be run. */
  readonly runnable: boolean
}

export interface StateContext {
  readonly catalog: Catalog
  readonly stateOf: (id: string) => NodeState | undefined
}

/** The state of a node in no cycle, from the states of the nodes that it reads from. */
export function nodeState(node: GraphNode, entering: readonly Edge[], context: StateContext): NodeState {
  const reading = readConfig(node)
  const { definition } = reading
  const ports = readPorts(node, definition, entering, context)
  const problems = [...reading.problems, ...ports.problems]
  const { disabled } = node
  const base = { definition, disabled, config: reading.config, inputs: ports.inputs, sources: ports.sources }
  if (disabled) return { ...base, ...passThrough(ports, definition) }
  if (definition === null || reading.config === null || ports.problems.some(isBlocking)) {
    return { ...base, schema: null, problems, runnable: false }
  }
  const own = definition.schema(ports.inputs, reading.config, { catalog: context.catalog })
  const placed = own.problems.map((problem) => ({ ...problem, place: { ...problem.place, node: node.id } }))
  const all = [...problems, ...placed]
  const runnable = own.schema !== null && ports.runnable && !all.some(isError)
  return { ...base, schema: own.schema, problems: all, runnable }
}

/** The state of a node that, through its inputs, reads from itself. */
export function stateInCycle(node: GraphNode, edges: readonly Edge[], graph: Graph): NodeState {
  const { definition, config }: ConfigReading = readConfig(node)
  const path = edges.map(({ from, to }) => `${nameOf(graph, from.node)} → ${nameOf(graph, to.node)}`).join(', ')
  const message = `This node reads from itself: ${path}.`
  const hint = 'Remove one of these connections.'
  const problem: Problem = { code: 'cycle', severity: 'error', place: { node: node.id }, message, found: path, hint }
  const { disabled } = node
  return { schema: null, problems: [problem], inputs: {}, sources: {}, definition, disabled, config, runnable: false }
}

/** A node as people call it: its title, else the name of its type. */
function nameOf(graph: Graph, id: string): string {
  const node = graph.nodes.get(id)
  return node?.title ?? (node === undefined ? id : (readConfig(node).definition?.title ?? node.type))
}

interface Ports {
  readonly inputs: Readonly<Record<string, readonly Schema[]>>
  readonly sources: Readonly<Record<string, readonly string[]>>
  readonly problems: readonly Problem[]
  /** True where everything upstream can be run. */
  readonly runnable: boolean
}

function readPorts(
  node: GraphNode,
  definition: NodeDefinition | null,
  entering: readonly Edge[],
  { stateOf }: StateContext,
): Ports {
  const problems: Problem[] = []
  const inputs: Record<string, Schema[]> = {}
  const sources: Record<string, string[]> = {}
  let runnable = true
  const report = (code: Problem['code'], port: string, message: string, hint: string): void => {
    problems.push({ code, severity: 'error', place: { node: node.id, port }, message, hint })
  }
  for (const { from, to } of entering) {
    const source = stateOf(from.node)
    const nowhere = missingEnd(definition, source, from.port, to.port)
    if (nowhere !== null) {
      report('unknown_port', to.port, nowhere, 'Remove the connection.')
      continue
    }
    push(sources, to.port, from.node)
    runnable &&= source?.runnable ?? false
    if (source != null && source.schema !== null) push(inputs, to.port, source.schema)
    else if (source?.disabled === true) {
      report(
        'input_broken',
        to.port,
        'The node before this one is switched off and has no rows.',
        'Switch it on again.',
      )
    } else
      report('input_broken', to.port, 'The node before this one does not work yet.', 'See what is wrong there first.')
  }
  for (const { name, label, many } of definition?.inputs ?? []) {
    const count = sources[name]?.length ?? 0
    if (count === 0) report('input_missing', name, `Nothing is connected to “${label}”.`, 'Connect a node to it.')
    if (count < 2 || many) continue
    report('too_many_inputs', name, `“${label}” takes one connection and has ${count}.`, 'Remove all but one.')
  }
  return { inputs, sources, problems, runnable }
}

/** Says which end of an edge is a port that does not exist, if one is. */
function missingEnd(
  definition: NodeDefinition | null,
  source: NodeState | undefined,
  fromPort: string,
  toPort: string,
): string | null {
  if (definition !== null && !definition.inputs.some((port) => port.name === toPort)) {
    return `There is no input “${toPort}” here.`
  }
  const hasOutput = fromPort === OUTPUT_PORT && source?.definition?.terminal !== true
  return hasOutput ? null : `The node connected here has no output “${fromPort}”.`
}

function push<T>(record: Record<string, T[]>, key: string, value: T): void {
  const list = record[key]
  if (list === undefined) record[key] = [value]
  else list.push(value)
}

/** A disabled node hands on the rows of its first input as they are, whatever its config says. */
function passThrough(
  ports: Ports,
  definition: NodeDefinition | null,
): Pick<NodeState, 'schema' | 'problems' | 'runnable'> {
  const first = definition?.inputs[0]?.name ?? Object.keys(ports.inputs)[0]
  const schema = (first === undefined ? undefined : ports.inputs[first])?.[0] ?? null
  return {
    schema,
    problems: ports.problems,
    runnable: schema !== null && ports.runnable && !ports.problems.some(isError),
  }
}

function isError(problem: Problem): boolean {
  return problem.severity === 'error'
}

/** Problems of inputs without which the node's own columns cannot be told. An edge to nowhere is not one of them. */
function isBlocking({ code }: Problem): boolean {
  return code === 'input_missing' || code === 'input_broken' || code === 'too_many_inputs'
}
