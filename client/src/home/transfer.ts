import type { GraphJson } from '@flowforge/core/graph'
import { canonicalJson, type Json } from '@flowforge/core/schema'
import { inWords } from '../api/error.ts'
import { toast } from '../ui/toast.tsx'
import { readGraphJson } from './templates.ts'
import { createWorkflow } from './workflows.ts'

/** A graph file may be this large; real ones are a few hundred kilobytes at most. */
const MOST_BYTES = 8 * 1024 * 1024

/** Saves a graph as readable JSON, keys sorted, so that two versions compare line by line. */
export function download(graph: GraphJson): void {
  const sorted: unknown = JSON.parse(canonicalJson(graph as unknown as Json))
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(sorted, null, 2)}\n`], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${fileName(graph.name)}.flowforge.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80) || 'workflow'

/** Makes a workflow of each file; returns the ids of those that worked, and says of the others why not. */
export async function importFiles(files: Iterable<File>): Promise<readonly string[]> {
  const made: string[] = []
  for (const file of files) {
    const why = await importFile(file, made)
    if (why !== null) toast({ tone: 'negative', text: `${file.name} was not imported. ${why}` })
  }
  return made
}

async function importFile(file: File, made: string[]): Promise<string | null> {
  if (file.size > MOST_BYTES) return 'It is larger than 8 MB.'
  const read = readGraphJson(await file.text())
  if ('why' in read) return read.why
  try {
    made.push(await createWorkflow(read.json, read.graph))
    return null
  } catch (error) {
    return inWords(error)
  }
}

/** Lets the user choose files. */
export function chooseFiles(): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'application/json,.json'
    input.multiple = true
    input.onchange = () => resolve([...(input.files ?? [])])
    input.oncancel = () => resolve([])
    input.click()
  })
}
