import { fromGraphJson } from '@flowforge/core/document'
import type { GraphJson } from '@flowforge/core/graph'
import { inWords } from '../api/error.ts'
import { toast } from '../ui/toast.tsx'
import { chooseFiles, download, importFiles } from './transfer.ts'
import { createWorkflow, deleteWorkflow, duplicateWorkflow, fetchGraph, restoreWorkflow } from './workflows.ts'

type GoTo = (address: string) => void

export const canvasAddress = (id: string): string => `/canvas/${id}`

/** Says a failure on screen instead of throwing it. */
async function trying(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    toast({ tone: 'negative', text: `${what} ${inWords(error)}` })
  }
}

/** Makes a workflow, empty or from a graph, and opens it. */
export const openNew = (goTo: GoTo, graph: GraphJson | null = null): Promise<void> =>
  trying('The workflow was not created.', async () => {
    goTo(canvasAddress(await createWorkflow(graph, graph === null ? undefined : fromGraphJson(graph).graph)))
  })

/** Deletes, with a way back in the message. */
export const removeWithUndo = (id: string, name: string): Promise<void> =>
  trying(`“${name}” was not deleted.`, async () => {
    await deleteWorkflow(id)
    toast({ text: `“${name}” is deleted.`, action: { label: 'Undo', onSelect: () => void bringBack(id, name) } })
  })

export const bringBack = (id: string, name: string): Promise<void> =>
  trying(`“${name}” was not restored.`, async () => {
    await restoreWorkflow(id)
    toast({ tone: 'positive', text: `“${name}” is back.` })
  })

export const duplicate = (id: string, name: string): Promise<void> =>
  trying(`“${name}” was not duplicated.`, async () => {
    const copy = await duplicateWorkflow(id)
    toast({ tone: 'positive', text: `“${copy.name}” is a copy of “${name}”.` })
  })

export const exportWorkflow = (id: string, name: string): Promise<void> =>
  trying(`“${name}” was not exported.`, async () => download(await fetchGraph(id)))

/** Imports chosen or dropped files; a single one is opened. */
export async function importAndOpen(goTo: GoTo, files?: Iterable<File>): Promise<void> {
  const made = await importFiles(files ?? (await chooseFiles()))
  const [only, ...others] = made
  if (only === undefined) return
  if (others.length === 0) goTo(canvasAddress(only))
  else toast({ tone: 'positive', text: `${made.length} workflows are imported.` })
}
