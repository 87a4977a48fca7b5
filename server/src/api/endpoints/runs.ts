import type { ExecutionRecord } from '@flowforge/core/protocol'
import type { Documents } from '../../documents/service.ts'
import type { QueryService } from '../../query/service.ts'
import type { Endpoints } from '../endpoint.ts'
import { fromProblems, type HttpProblem } from '../problem.ts'
import { answer, fail, NOTHING } from '../reply.ts'
import { toProblem } from './workflows.ts'

type RunRoute = 'askNode' | 'runWorkflow' | 'getExecution' | 'getExecutionRows' | 'cancelExecution'

/** A run goes on when the one who started it by REST has gone: its rows are fetched later. */
const NEVER = new AbortController().signal

export function runEndpoints(documents: Documents, queries: QueryService): Pick<Endpoints, RunRoute> {
  /** The execution, where its workflow can still be read. */
  const find = async (id: string): Promise<ExecutionRecord | HttpProblem> => {
    const execution = await queries.execution(id)
    if (execution === null) return { code: 'not_found', detail: 'There is no such execution.' }
    const workflow = await documents.get(execution.workflowId)
    return workflow.ok ? execution : toProblem(workflow.refusal)
  }

  return {
    askNode: {
      permission: 'workflow.run',
      handle: async ({ parameters, body }, { principal, signal }) => {
        const reading = await documents.read(parameters.id)
        if (!reading.ok) return fail(toProblem(reading.refusal))
        const { graph, head } = reading.value
        const node = parameters.nodeId
        if (!graph.nodes.has(node)) return fail(noSuchNode(node))
        const { question } = body
        const found = await queries.ask({ principal, workflowId: parameters.id, graph, head, signal, node, question })
        if (found.table === null) return fail(fromProblems(found.problems))
        const { fingerprint, milliseconds, table, sql } = found
        return answer({ head: found.head, fingerprint, milliseconds, table, sql })
      },
    },
    runWorkflow: {
      permission: 'workflow.run',
      handle: async ({ parameters, body }, { principal, requestId }) => {
        const reading = await documents.read(parameters.id)
        if (!reading.ok) return fail(toProblem(reading.refusal))
        const { graph, head } = reading.value
        if (body.node !== null && !graph.nodes.has(body.node)) return fail(noSuchNode(body.node))
        const request = { principal, workflowId: parameters.id, graph, head, signal: NEVER, requestId, node: body.node }
        const { executions } = await queries.run(request)
        return answer({ head, executions: [...executions] }, { status: 202 })
      },
    },
    getExecution: {
      permission: 'execution.read',
      handle: async ({ parameters }) => {
        const execution = await find(parameters.id)
        return 'detail' in execution ? fail(execution) : answer(execution)
      },
    },
    getExecutionRows: {
      permission: 'execution.read',
      handle: async ({ parameters, query }, { principal, signal }) => {
        const execution = await find(parameters.id)
        if ('detail' in execution) return fail(execution)
        const { offset, limit } = query
        const sort = query.sort === undefined ? null : { column: query.sort, descending: query.descending === 'true' }
        const page = await queries.rows({ principal, executionId: execution.id, offset, limit, sort, signal })
        if ('code' in page) return fail(fromProblems([page]))
        return answer({ offset: page.offset, total: page.total, table: page.table })
      },
    },
    cancelExecution: {
      permission: 'execution.cancel',
      handle: async ({ parameters }) => {
        const execution = await find(parameters.id)
        if ('detail' in execution) return fail(execution)
        if (queries.cancel(execution.id)) return NOTHING
        return fail({ code: 'conflict', detail: 'This execution is not running any more.' })
      },
    },
  }
}

function noSuchNode(node: string): HttpProblem {
  return { code: 'not_found', detail: `The workflow has no node “${node}”.` }
}
