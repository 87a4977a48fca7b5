import { ROUTES, type RouteName } from '@flowforge/core/protocol'

/** A well-formed request to a route. */
export interface Example {
  readonly method: string
  readonly path: string
  readonly parameters: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Ids {
  readonly workflow: string
  readonly execution: string
}

interface Rest {
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const GRAPH = {
  format: 1,
  name: 'Replaced',
  description: '',
  nodes: [{ id: 'n1', type: 'source', x: 0, y: 0, config: {} }],
  edges: [],
  notes: [],
}

/** One per route: a route without one does not compile. */
const REST: Record<RouteName, (ids: Ids) => Rest> = {
  getSession: () => ({}),
  updateSession: () => ({ body: { name: 'Ada' } }),
  listWorkflows: () => ({}),
  createWorkflow: () => ({ body: { name: 'New' } }),
  getWorkflow: ({ workflow }) => ({ parameters: { id: workflow } }),
  updateWorkflow: ({ workflow }) => ({ parameters: { id: workflow }, body: { name: 'Renamed' } }),
  deleteWorkflow: ({ workflow }) => ({ parameters: { id: workflow } }),
  restoreWorkflow: ({ workflow }) => ({ parameters: { id: workflow } }),
  duplicateWorkflow: ({ workflow }) => ({ parameters: { id: workflow } }),
  getGraph: ({ workflow }) => ({ parameters: { id: workflow } }),
  replaceGraph: ({ workflow }) => ({ parameters: { id: workflow }, body: GRAPH, headers: { 'if-match': '"1"' } }),
  askNode: ({ workflow }) => ({ parameters: { id: workflow, nodeId: 'n1' }, body: {} }),
  runWorkflow: ({ workflow }) => ({ parameters: { id: workflow }, body: {} }),
  getExecution: ({ execution }) => ({ parameters: { id: execution } }),
  getExecutionRows: ({ execution }) => ({ parameters: { id: execution } }),
  cancelExecution: ({ execution }) => ({ parameters: { id: execution } }),
  getCatalog: () => ({}),
  refreshCatalog: () => ({}),
  getNodeTypes: () => ({}),
  getOpenApi: () => ({}),
}

export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[]

export function exampleOf(name: RouteName, ids: Ids): Example {
  const { method, path } = ROUTES[name]
  return { method, path, parameters: {}, ...REST[name](ids) }
}

export function addressOf({ path, parameters }: Example): string {
  return path.replace(/:([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''))
}
