import { toGraphJson } from '@flowforge/core/document'
import { canonicalJson, type Json } from '@flowforge/core/schema'
import { type Action, may } from '../../access/permissions.ts'
import type { Documents, Refusal, Result } from '../../documents/service.ts'
import type { Endpoints, RequestContext } from '../endpoint.ts'
import type { HttpCode, HttpProblem } from '../problem.ts'
import { answer, answerWithETag, fail, NOTHING, type Reply, Serialised } from '../reply.ts'

type WorkflowRoute =
  | 'listWorkflows'
  | 'createWorkflow'
  | 'getWorkflow'
  | 'updateWorkflow'
  | 'deleteWorkflow'
  | 'restoreWorkflow'
  | 'duplicateWorkflow'
  | 'getGraph'
  | 'replaceGraph'

export function workflowEndpoints(documents: Documents): Pick<Endpoints, WorkflowRoute> {
  /** Null where the principal may. Deleted workflows are found, so that they can be restored. */
  const refused = async (context: RequestContext, action: Action, id: string): Promise<HttpProblem | null> => {
    const found = await documents.get(id)
    if (!found.ok) return toProblem(found.refusal)
    if (may(context.principal, action, { ownerId: found.value.createdBy.id })) return null
    return {
      code: 'forbidden',
      detail: `Only ${found.value.createdBy.name}, who created this workflow, or an admin may do that.`,
    }
  }

  return {
    listWorkflows: {
      permission: 'workflow.read',
      handle: async ({ query }) => {
        const search = query.search?.trim()
        const workflows = await documents.list({
          deleted: query.deleted === 'true',
          ...(search === undefined || search === '' ? {} : { search }),
        })
        return answer({ workflows: [...workflows] })
      },
    },
    createWorkflow: {
      permission: 'workflow.create',
      handle: async ({ body }, { principal }) =>
        toReply(await documents.create(body, principal), (workflow) =>
          answer(workflow, { status: 201, headers: { Location: `/api/workflows/${workflow.id}` } }),
        ),
    },
    getWorkflow: {
      permission: 'workflow.read',
      handle: async ({ parameters }) => toReply(await documents.get(parameters.id), answer),
    },
    updateWorkflow: {
      permission: 'workflow.edit',
      handle: async ({ parameters, body }, { principal }) =>
        toReply(await documents.rename(parameters.id, body, principal), answer),
    },
    deleteWorkflow: {
      permission: 'workflow.delete',
      handle: async ({ parameters }, context) => {
        const problem = await refused(context, 'workflow.delete', parameters.id)
        if (problem !== null) return fail(problem)
        return toReply(await documents.remove(parameters.id, context.principal), () => NOTHING)
      },
    },
    restoreWorkflow: {
      permission: 'workflow.delete',
      handle: async ({ parameters }, context) => {
        const problem = await refused(context, 'workflow.delete', parameters.id)
        if (problem !== null) return fail(problem)
        return toReply(await documents.restore(parameters.id, context.principal), answer)
      },
    },
    duplicateWorkflow: {
      permission: 'workflow.create',
      handle: async ({ parameters }, { principal }) =>
        toReply(await documents.duplicate(parameters.id, principal), (workflow) =>
          answer(workflow, { status: 201, headers: { Location: `/api/workflows/${workflow.id}` } }),
        ),
    },
    getGraph: {
      permission: 'workflow.read',
      handle: async ({ parameters }, { headers }) =>
        toReply(await documents.read(parameters.id), ({ graph, head }) =>
          answerWithETag(
            headers.get('if-none-match'),
            String(head),
            () => new Serialised(canonicalJson(toGraphJson(graph) as unknown as Json)),
          ),
        ),
    },
    replaceGraph: {
      permission: 'workflow.edit',
      handle: async ({ parameters, body }, { headers, principal }) => {
        const ifMatch = readIfMatch(headers.get('if-match'))
        if (typeof ifMatch !== 'number') return fail(ifMatch)
        return toReply(await documents.replace(parameters.id, body, ifMatch, principal), ({ head }) =>
          answer({ head }, { headers: { ETag: `"${head}"` } }),
        )
      },
    },
  }
}

/** The head that the client has seen, or the problem with how it said so. */
function readIfMatch(header: string | undefined): number | HttpProblem {
  const hint = 'Read the graph first and send its ETag as If-Match.'
  if (header === undefined)
    return {
      code: 'head_missing',
      detail: 'Replacing a graph needs the If-Match header, so that nobody’s edit is lost.',
      hint,
    }
  const digits = /^"(\d{1,15})"$/.exec(header.trim())?.[1]
  if (digits === undefined)
    return { code: 'bad_request', detail: 'If-Match must be one ETag of the graph, such as "12".', hint }
  return Number(digits)
}

const CODES: Record<Refusal['code'], HttpCode> = {
  not_found: 'not_found',
  deleted: 'deleted',
  exists: 'conflict',
  changed: 'head_moved',
  bad_graph: 'bad_request',
  too_large: 'too_large',
  read_only: 'read_only',
}

const HINTS: Partial<Record<Refusal['code'], string>> = {
  changed: 'Read the graph again, apply your change to it, and send it with the new ETag.',
  deleted: 'Restore it first.',
}

export function toProblem({ code, message }: Refusal): HttpProblem {
  return { code: CODES[code], detail: message, hint: HINTS[code] }
}

function toReply<Value, Body>(result: Result<Value>, done: (value: Value) => Reply<Body>): Reply<Body> {
  return result.ok ? done(result.value) : fail(toProblem(result.refusal))
}
