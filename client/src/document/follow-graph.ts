import { fromGraphJson, replaceGraph, WorkflowDocument } from '@flowforge/core/document'
import { portTakesMany } from '@flowforge/core/nodes'
import type * as Y from 'yjs'
import { readAnswer, send } from '../api/call.ts'
import { noting } from '../api/connection.ts'
import { ApiError } from '../api/error.ts'

const EVERY = 10_000

interface FollowEvents {
  /** The document says what the server says. */
  readonly onCurrent: () => void
  readonly onAway: () => void
  /** It is not there (any more), or may not be seen. */
  readonly onEnded: (status: number) => void
}

/**
 * Keeps a document equal to a workflow for somebody who may only look: viewers take part in no sync, so the graph is
 * fetched again and again, and its body only where it has changed. Returns the way to stop.
 */
export function followGraph(id: string, doc: Y.Doc, events: FollowEvents): () => void {
  const document = new WorkflowDocument(doc, 'server')
  const stop = new AbortController()
  let etag: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const fetchOnce = async (): Promise<void> => {
    const headers = etag === null ? {} : { 'if-none-match': etag }
    const given = { parameters: { id }, headers, signal: stop.signal }
    const response = await noting(send('getGraph', given))
    if (response.status !== 304) {
      const { graph } = fromGraphJson(await readAnswer('getGraph', response))
      replaceGraph(document, graph, portTakesMany)
      etag = response.headers.get('etag')
    }
  }
  const follow = (): void => {
    fetchOnce().then(
      () => {
        if (stop.signal.aborted) return
        events.onCurrent()
        timer = setTimeout(follow, EVERY)
      },
      (error: unknown) => {
        if (stop.signal.aborted) return
        if (error instanceof ApiError && !error.isOffline) return events.onEnded(error.status)
        events.onAway()
        timer = setTimeout(follow, EVERY)
      },
    )
  }
  follow()
  return () => {
    stop.abort()
    clearTimeout(timer)
  }
}
