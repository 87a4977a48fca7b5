import { z } from 'zod'
import { graphJsonSchema, ID_PATTERN } from '../graph/index.ts'
import { catalogSchema } from '../schema/index.ts'
import { questionSchema } from './question.ts'

/** RFC 9457 problem details with FlowForge's code. */
export const problemDetailsSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  requestId: z.string().optional(),
  problems: z.array(z.unknown()).optional(),
})
export type ProblemDetails = z.infer<typeof problemDetailsSchema>

export const roleSchema = z.enum(['admin', 'analyst', 'viewer'])
export type Role = z.infer<typeof roleSchema>

export const sessionSchema = z.object({
  user: z.object({ id: z.string(), name: z.string() }),
  role: roleSchema,
  /** Local sign-in only: roles one may try, and whether the name may be changed here. */
  local: z.boolean(),
})
export type Session = z.infer<typeof sessionSchema>

export const workflowSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  nodeCount: z.int(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.string(),
  updatedAt: z.string(),
  updatedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  deletedAt: z.string().nullable(),
  head: z.int(),
})
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>

const documentId = z.string().max(64).regex(ID_PATTERN)
const workflowParameters = z.object({ id: documentId })
const nodeParameters = z.object({ id: documentId, nodeId: documentId })

/** `id` may be minted by the client, so that a workflow made offline keeps its address. */
const createWorkflowSchema = z.object({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,40}$/)
    .optional(),
  graph: graphJsonSchema.optional(),
  name: z.string().max(200).optional(),
})

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path under the origin, with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly parameters?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Null: no body (204). */
  readonly response: z.ZodType | null
}

export const executionSchema = z.object({
  id: z.string(),
  workflowId: z.string(),
  nodeId: z.string(),
  state: z.enum(['pending', 'running', 'complete', 'error', 'cancelled']),
  head: z.int(),
  fingerprint: z.string().nullable(),
  milliseconds: z.number().nullable(),
  rowCount: z.int().nullable(),
  truncated: z.boolean(),
  sql: z.object({ store: z.string(), text: z.string(), parameters: z.record(z.string(), z.unknown()) }).nullable(),
  problems: z.array(z.unknown()),
  startedAt: z.string(),
})
export type ExecutionRecord = z.infer<typeof executionSchema>

/** A page of a stored result. `sort` asks for a new, totally ordered plan over the same output. */
export const rowsQuerySchema = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(500),
  sort: z.string().max(500).optional(),
  descending: z.enum(['true', 'false']).optional(),
})

export const nodeTypeSchema = z.object({
  kind: z.string(),
  version: z.int(),
  category: z.string(),
  title: z.string(),
  description: z.string(),
  inputs: z.array(z.object({ name: z.string(), label: z.string(), many: z.boolean() })),
  /** Ends a graph: no output port, but can be run. */
  terminal: z.boolean(),
  /** JSON Schema (2020-12) of what the config takes. */
  config: z.record(z.string(), z.unknown()),
})
export type NodeType = z.infer<typeof nodeTypeSchema>

/** Every REST route, used by the server's router, the client's fetch functions and the OpenAPI document. */
export const ROUTES = {
  getSession: { method: 'GET', path: '/api/session', summary: 'Who am I', response: sessionSchema },
  updateSession: {
    method: 'PATCH',
    path: '/api/session',
    summary: 'Change the display name, or try another role (local sign-in only)',
    body: z.object({ name: z.string().min(1).max(80).optional(), role: roleSchema.optional() }),
    response: sessionSchema,
  },
  listWorkflows: {
    method: 'GET',
    path: '/api/workflows',
    summary: 'List workflows, newest change first',
    query: z.object({ search: z.string().max(200).optional(), deleted: z.enum(['true', 'false']).optional() }),
    response: z.object({ workflows: z.array(workflowSummarySchema) }),
  },
  createWorkflow: {
    method: 'POST',
    path: '/api/workflows',
    summary: 'Create a workflow, empty or from a graph',
    body: createWorkflowSchema,
    response: workflowSummarySchema,
  },
  getWorkflow: {
    method: 'GET',
    path: '/api/workflows/:id',
    summary: 'One workflow',
    parameters: workflowParameters,
    response: workflowSummarySchema,
  },
  updateWorkflow: {
    method: 'PATCH',
    path: '/api/workflows/:id',
    summary: 'Rename or describe a workflow (as an edit of its document)',
    parameters: workflowParameters,
    body: z.object({ name: z.string().min(1).max(200).optional(), description: z.string().max(10_000).optional() }),
    response: workflowSummarySchema,
  },
  deleteWorkflow: {
    method: 'DELETE',
    path: '/api/workflows/:id',
    summary: 'Delete a workflow; it can be restored',
    parameters: workflowParameters,
    response: null,
  },
  restoreWorkflow: {
    method: 'POST',
    path: '/api/workflows/:id/restore',
    summary: 'Bring a deleted workflow back',
    parameters: workflowParameters,
    response: workflowSummarySchema,
  },
  duplicateWorkflow: {
    method: 'POST',
    path: '/api/workflows/:id/duplicate',
    summary: 'A copy under a new id',
    parameters: workflowParameters,
    response: workflowSummarySchema,
  },
  getGraph: {
    method: 'GET',
    path: '/api/workflows/:id/graph',
    summary: 'The graph as canonical JSON; its ETag is the head of the document',
    parameters: workflowParameters,
    response: graphJsonSchema,
  },
  replaceGraph: {
    method: 'PUT',
    path: '/api/workflows/:id/graph',
    summary: 'Replace the graph as one document edit; needs If-Match with the head',
    parameters: workflowParameters,
    body: graphJsonSchema,
    response: z.object({ head: z.int() }),
  },
  askNode: {
    method: 'POST',
    path: '/api/workflows/:id/nodes/:nodeId/preview',
    summary: 'Ask about the rows of a node: first rows, count, matches, values, profile, histogram',
    parameters: nodeParameters,
    body: z.object({ question: questionSchema.default({ kind: 'preview', limit: 100 }) }),
    response: z.object({
      head: z.int(),
      fingerprint: z.string().nullable(),
      milliseconds: z.number(),
      table: z.unknown(),
      sql: z.unknown(),
    }),
  },
  runWorkflow: {
    method: 'POST',
    path: '/api/workflows/:id/run',
    summary: 'Run all outputs, or one node; returns at once with the executions',
    parameters: workflowParameters,
    body: z.object({ node: z.string().nullable().default(null) }),
    response: z.object({ head: z.int(), executions: z.array(executionSchema) }),
  },
  getExecution: {
    method: 'GET',
    path: '/api/executions/:id',
    summary: 'State of an execution',
    parameters: workflowParameters,
    response: executionSchema,
  },
  getExecutionRows: {
    method: 'GET',
    path: '/api/executions/:id/rows',
    summary: 'A page of the stored result',
    parameters: workflowParameters,
    query: rowsQuerySchema,
    response: z.object({ offset: z.int(), total: z.int(), table: z.unknown() }),
  },
  cancelExecution: {
    method: 'POST',
    path: '/api/executions/:id/cancel',
    summary: 'Stop a running execution',
    parameters: workflowParameters,
    response: null,
  },
  getCatalog: {
    method: 'GET',
    path: '/api/catalog',
    summary: 'All tables that can be read; ETag is its version',
    response: catalogSchema,
  },
  refreshCatalog: {
    method: 'POST',
    path: '/api/catalog/refresh',
    summary: 'Discover again now',
    response: catalogSchema,
  },
  getNodeTypes: {
    method: 'GET',
    path: '/api/node-types',
    summary: 'Every node type with the JSON Schema of its config',
    response: z.object({ nodeTypes: z.array(nodeTypeSchema) }),
  },
  getOpenApi: { method: 'GET', path: '/api/openapi.json', summary: 'This document', response: z.unknown() },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof ROUTES
