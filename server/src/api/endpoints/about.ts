import { createHash } from 'node:crypto'
import type { Endpoints, RequestContext } from '../endpoint.ts'
import { describeNodeTypes } from '../node-types.ts'
import { createOpenApi } from '../openapi.ts'
import { answerWithETag, type Reply, Serialised } from '../reply.ts'

/** What the server can do: the same for as long as it runs. */
export function aboutEndpoints(): Pick<Endpoints, 'getNodeTypes' | 'getOpenApi'> {
  return {
    getNodeTypes: { permission: 'about.read', handle: fixed(describeNodeTypes) },
    getOpenApi: { permission: 'about.read', handle: fixed(createOpenApi) },
  }
}

function fixed<Body>(make: () => Body): (input: unknown, context: RequestContext) => Promise<Reply<Body>> {
  let made: { readonly text: Serialised; readonly etag: string } | null = null
  return async (_input, { headers }) => {
    if (made === null) {
      const text = JSON.stringify(make())
      made = { text: new Serialised(text), etag: createHash('sha256').update(text).digest('base64url').slice(0, 16) }
    }
    const { etag, text } = made
    return answerWithETag(headers.get('if-none-match'), etag, () => text)
  }
}
