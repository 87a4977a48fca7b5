import type { Graph } from '@flowforge/core/graph'
import { type Propagation, propagate } from '@flowforge/core/propagate'
import type { Catalog, Problem } from '@flowforge/core/schema'
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { OpenWorkflow } from '../document/index.ts'
import { Answers } from './answers.ts'
import { Counts } from './counts.ts'
import { applyRunStatus, type RunsByNode } from './runs.ts'
import { type Signature, Signatures } from './signatures.ts'

const NO_CATALOG: Catalog = { version: '', tables: [] }
const NO_PROBLEMS: readonly Problem[] = []

/** What is true of the open workflow: its graph, what follows from it, and what has been run. Changes nothing itself. */
export class EditorState {
  readonly workflow: OpenWorkflow
  readonly graph: ReadonlySignal<Graph>
  /** Null until tables are known; until then no table is called missing. */
  readonly catalog: ReadonlySignal<Catalog | null>
  readonly propagation: ReadonlySignal<Propagation>
  readonly signatures: ReadonlySignal<ReadonlyMap<string, Signature>>
  readonly runs: Signal<RunsByNode> = signal(new Map())
  readonly counts: Counts
  readonly answers: Answers
  readonly #unreadable: ReadonlySignal<ReadonlyMap<string, readonly Problem[]>>
  readonly #stop: () => void

  constructor(workflow: OpenWorkflow, catalog: ReadonlySignal<Catalog | null>) {
    this.workflow = workflow
    this.graph = workflow.graph
    this.catalog = catalog
    let last: Propagation | undefined
    this.propagation = computed(() => {
      last = propagate(this.graph.value, catalog.value ?? NO_CATALOG, last)
      return last
    })
    const numbers = new Signatures()
    this.signatures = computed(() => numbers.of(this.graph.value))
    this.counts = new Counts(workflow.questions, this.signatures)
    this.answers = new Answers(workflow.questions)
    this.#unreadable = computed(() => {
      const byNode = new Map<string, Problem[]>()
      for (const problem of workflow.problems.value) {
        const node = problem.place.node ?? ''
        byNode.set(node, [...(byNode.get(node) ?? []), problem])
      }
      return byNode
    })
    this.#stop = workflow.onRunStatus((status) => {
      const signatures = this.signatures.peek()
      this.runs.value = applyRunStatus(this.runs.peek(), status, signatures, Date.now())
      for (const { node, state, rowCount, truncated } of status.outputs) {
        const signature = this.runs.peek().get(node)?.signature
        if (state !== 'complete' || rowCount === null || truncated || signature === undefined) continue
        this.counts.remember(signature, rowCount)
      }
    })
  }

  /** What is wrong with a node as it stands, read from the document and from propagation. */
  problemsOf(id: string): readonly Problem[] {
    const unreadable = this.#unreadable.value.get(id) ?? NO_PROBLEMS
    const state = this.propagation.value.nodes.get(id)
    const found = state?.problems ?? NO_PROBLEMS
    const known = this.catalog.value === null ? found.filter(({ code }) => !NEEDS_CATALOG.has(code)) : found
    return unreadable.length === 0 ? known : [...unreadable, ...known]
  }

  /** Problems of the graph and of the last run, by node in the order of the graph; causes stand before what follows from them. */
  readonly allProblems: ReadonlySignal<readonly Problem[]> = computed(() => {
    const all = [...this.graph.value.nodes.keys()].flatMap((id) => {
      const run = this.runs.value.get(id)
      const current = run !== undefined && run.signature === this.signatures.value.get(id)
      const own = current ? [...this.problemsOf(id), ...run.problems] : this.problemsOf(id)
      return own.map((problem) => (problem.place.node === undefined ? { ...problem, place: { node: id } } : problem))
    })
    return all.sort((a, b) => Number(isConsequence(a)) - Number(isConsequence(b)))
  })

  close(): void {
    this.#stop()
  }
}

/** A node that has no rows only because one above it has none: mended there. */
const isConsequence = ({ code }: Problem): boolean => code === 'input_broken'

/** What can only be told once the tables are known, or follows from it. */
const NEEDS_CATALOG: ReadonlySet<Problem['code']> = new Set(['table_missing', 'input_broken'])
