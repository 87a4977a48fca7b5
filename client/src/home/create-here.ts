import { replaceGraph, WorkflowDocument } from '@flowforge/core/document'
import type { Graph } from '@flowforge/core/graph'
import { portTakesMany } from '@flowforge/core/nodes'
import type { Session } from '@flowforge/core/protocol'
import * as Y from 'yjs'
import { NO_REPLICA, openReplica, replicaName } from '../document/replica.ts'

/** Makes a workflow in this device's replica alone. False where the device keeps nothing. */
export async function createHere(id: string, graph: Graph, own: Session): Promise<boolean> {
  const doc = new Y.Doc()
  const replica = openReplica(replicaName(own.user.id, 'workflow', id), doc)
  await replica.loaded
  replaceGraph(new WorkflowDocument(doc), graph, portTakesMany)
  const kept = replica !== NO_REPLICA && (await replica.confirm())
  replica.close()
  doc.destroy()
  return kept
}
