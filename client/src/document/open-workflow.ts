import { canEdit as canEditLayout, LiveReading, UndoStack, WorkflowDocument } from '@flowforge/core/document'
import type { Graph } from '@flowforge/core/graph'
import { CLOSE, type RunStatus, type Session } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import * as Y from 'yjs'
import { ensureCreated, queuedWorkflows } from '../api/queue.ts'
import { openQuestions, type Questions } from './asking.ts'
import { type ClosingNotice, closingNotice } from './closing.ts'
import { openConnection } from './connection.ts'
import { followGraph } from './follow-graph.ts'
import { openPresence, type Peer, type Presence } from './presence.ts'
import { NO_REPLICA, openReplica, replicaName } from './replica.ts'
import { type SaveStatus, saveWords, statusOf } from './save-state.ts'
import { trackSaving } from './saving.ts'
import { openTabChannel } from './tab-channel.ts'

/** A workflow open on this screen: its graph and everything around it, as signals. */
export interface OpenWorkflow {
  readonly id: string
  /** What the edit functions of core/document take. Undo records every edit made through it. */
  readonly document: WorkflowDocument
  readonly graph: ReadonlySignal<Graph>
  /** What in the document could not be read. */
  readonly problems: ReadonlySignal<readonly Problem[]>
  /** True when there is something to show: this device's copy, or the server's first answer. */
  readonly loaded: ReadonlySignal<boolean>
  /** True where the server is away and this device has no copy: there is nothing to show before it is back. */
  readonly absent: ReadonlySignal<boolean>
  readonly canEdit: ReadonlySignal<boolean>
  readonly status: ReadonlySignal<SaveStatus>
  /** The status in words: a label, and one sentence that explains it. */
  readonly statusWords: ReadonlySignal<{ readonly label: string; readonly detail: string }>
  /** Where the document's log ended when the server last told us; null before. */
  readonly head: ReadonlySignal<number | null>
  /** Set when the server ended the connection for good. */
  readonly notice: ReadonlySignal<ClosingNotice | null>

  readonly canUndo: ReadonlySignal<boolean>
  readonly canRedo: ReadonlySignal<boolean>
  undo(): boolean
  redo(): boolean
  /** Ends a gesture: the next edit is a new step of undo. */
  sealUndo(): void

  readonly peers: ReadonlySignal<readonly Peer[]>
  show(presence: Partial<Presence>): void

  /** Questions about the rows of nodes, by slot. */
  readonly questions: Questions
  /** The newest status of the last run in the room, whoever started it. */
  readonly runStatus: ReadonlySignal<RunStatus | null>
  /** Every status as it comes; returns the way to stop. */
  onRunStatus(listener: (status: RunStatus) => void): () => void
  /** Runs all outputs, or one node. The request's id, or null where there is no connection. */
  run(node: string | null, fingerprints?: Readonly<Record<string, string>>): string | null
  cancelRun(requestId: string): void

  /** After a restore: tries again what was ended for good. */
  reconnect(): void
  close(): void
}

const VIEWERS_DO_NOT_ASK = 'Viewers see how a workflow is made, not its rows.'

const ABSENT_WORDS = {
  label: 'Offline',
  detail: 'This workflow has not been opened on this device before. It shows as soon as the server is back.',
}

/** Opens a workflow: first this device's copy, then the server. Close it when it leaves the screen. */
export function openWorkflow(id: string, session: Session): OpenWorkflow {
  const doc = new Y.Doc()
  const document = new WorkflowDocument(doc, 'local')
  const live = new LiveReading(doc)
  const undo = new UndoStack(document)
  const reading = signal(live.current)
  const loaded = signal(false)
  const head = signal<number | null>(null)
  const notice = signal<ClosingNotice | null>(null)
  const runStatus = signal<RunStatus | null>(null)
  const runListeners = new Set<(status: RunStatus) => void>()
  const undoTurn = signal(0)
  const stops: (() => void)[] = []
  let closed = false

  stops.push(live.onChange((current) => (reading.value = current)))
  stops.push(undo.onChange(() => (undoTurn.value += 1)))

  const isViewer = session.role === 'viewer'
  // A viewer's device keeps nothing: an editor's unsaved edits must not come back under another role.
  const name = replicaName(session.user.id, 'workflow', id)
  const replica = isViewer ? NO_REPLICA : openReplica(name, doc)
  const saving = trackSaving(doc, replica, !isViewer)
  const { state: save, step } = saving

  const end = (code: number, reason: string): void => {
    const gone = code === CLOSE.deleted || code === CLOSE.notFound
    step({ type: 'ended', as: gone ? 'gone' : 'refused' })
    notice.value = closingNotice(code, reason)
    loaded.value = true
  }
  /** What was made offline has to be known to the server before its socket opens. */
  const createThenConnect = async (): Promise<void> => {
    await ensureCreated(id, reading.peek().graph.name)
    if (!closed) connection.connect()
  }

  const connection = openConnection('workflow', id, doc, {
    onFrame: (subtype) => step({ type: 'frameSent', subtype }),
    onOpened: () => step({ type: 'opened' }),
    onClosed: () => {
      step({ type: 'closed' })
      questions.onDisconnected()
    },
    onEnded: (code, reason) => {
      if (code === CLOSE.notFound && queuedWorkflows.peek().some((item) => item.id === id)) {
        // Made offline, and we were faster than the queue.
        return void ensureCreated(id, reading.peek().graph.name).then((created) => {
          if (created && !closed) connection.connect()
          else step({ type: 'ended', as: 'gone' })
        })
      }
      end(code, reason)
    },
    onSynced: () => (loaded.value = true),
    handlers: {
      welcome: (welcome) => {
        head.value = welcome.head
        step({ type: 'welcomed', canEdit: welcome.principal.canEdit })
        questions.onConnected()
      },
      saved: (saved) => {
        head.value = Math.max(head.peek() ?? 0, saved.head)
        step({ type: 'saved', frames: saved.frames })
      },
      trouble: (trouble) => step({ type: 'trouble', storageDown: trouble.reason !== null }),
      runStatus: (status) => {
        runStatus.value = status
        for (const listener of runListeners) listener(status)
      },
      answer: (answer) => questions.onAnswer(answer),
    },
  })
  const questions = openQuestions(connection.send, isViewer ? VIEWERS_DO_NOT_ASK : null)
  const presence = openPresence(connection.provider.awareness, session.user)

  const follow = (): void => {
    const stop = followGraph(id, doc, {
      onCurrent: () => {
        step({ type: 'opened' })
        loaded.value = true
      },
      onAway: () => step({ type: 'closed' }),
      onEnded: (code) => end(code === 403 ? CLOSE.forbidden : CLOSE.notFound, ''),
    })
    stops.push(stop)
  }
  const join = (): void => {
    void replica.loaded.then(() => {
      if (closed) return
      if (reading.peek().graph.name !== '') loaded.value = true
      const isForeign = (origin: unknown): boolean => origin === connection.provider || replica.isOwn(origin)
      stops.push(openTabChannel(name, doc, isForeign))
      void createThenConnect()
    })
  }
  const begin = isViewer ? follow : join
  begin()

  const graph = computed(() => reading.value.graph)
  const absent = computed(() => !loaded.value && statusOf(save.value) === 'offline')
  return {
    id,
    document,
    graph,
    problems: computed(() => reading.value.problems),
    loaded,
    canEdit: computed(() => {
      const status = statusOf(save.value)
      // Read for the signal: what a newer version wrote is shown, not edited.
      return (
        reading.value !== null && canEditLayout(doc) && status !== 'readonly' && save.value.canEdit && !absent.value
      )
    }),
    status: computed(() => statusOf(save.value)),
    statusWords: computed(() => (absent.value ? ABSENT_WORDS : saveWords(save.value))),
    absent,
    head,
    notice,
    canUndo: computed(() => undoTurn.value >= 0 && reading.value !== null && undo.canUndo),
    canRedo: computed(() => undoTurn.value >= 0 && reading.value !== null && undo.canRedo),
    undo: () => undo.undo(),
    redo: () => undo.redo(),
    sealUndo: () => undo.seal(),
    peers: presence.peers,
    show: presence.show,
    questions,
    runStatus,
    onRunStatus(listener) {
      runListeners.add(listener)
      return () => runListeners.delete(listener)
    },
    run(node, fingerprints = {}) {
      const requestId = crypto.randomUUID()
      return connection.send('run', { requestId, node, fingerprints }) ? requestId : null
    },
    cancelRun: (requestId) => void connection.send('cancel', { requestId }),
    reconnect() {
      notice.value = null
      step({ type: 'connecting' })
      if (isViewer) follow()
      else connection.connect()
    },
    close() {
      closed = true
      presence.destroy()
      for (const stop of stops) stop()
      saving.destroy()
      connection.destroy()
      replica.close()
      undo.destroy()
      live.destroy()
      doc.destroy()
    },
  }
}
