import { coveredNodes, type LoweredQuestion, lowerQuestion } from '@flowforge/core/lower'
import type { NamedRelation } from '@flowforge/core/plan'
import type { Propagation } from '@flowforge/core/propagate'
import type { Question, ResultTable, RunOutput } from '@flowforge/core/protocol'
import type { Catalog, Problem } from '@flowforge/core/schema'
import { compile, type Result, readsClock } from './compile.ts'
import { storeProblems } from './problems.ts'
import type { Stores } from './route.ts'
import { sqlOf } from './sql-tab.ts'
import type { Statements } from './statements.ts'

export interface AnswerContext {
  readonly propagation: Propagation
  readonly stores: Stores
  readonly statements: Statements
  readonly principalId: string
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface QuestionAnswer {
  readonly table: ResultTable
  readonly fingerprint: string
  /** In the store, all statements together. */
  readonly milliseconds: number
  readonly sql: RunOutput['sql']
  /** The bound plan of the last statement. */
  readonly bound: NamedRelation
  readonly catalog: Catalog
}

/** More than any question may be answered with: 200 values, 1,000 rows. */
const MAX_ROWS = 10_000
/** Within it, questions about the last hour are the same question and share their answers. */
const CLOCK_TICK_MILLISECONDS = 10_000

/** Answers a question about a node: lowers it, then compiles and runs each of its statements. */
export async function answerQuestion(
  node: string,
  question: Question,
  context: AnswerContext,
): Promise<Result<QuestionAnswer>> {
  const lowered = lowerQuestion(context.propagation, node, question)
  return lowered.ok ? askSteps(node, lowered.value, context) : lowered
}

const NO_ROWS: ResultTable = { columns: [], rowCount: 0, data: [] }

async function askSteps(node: string, step: LoweredQuestion, context: AnswerContext): Promise<Result<QuestionAnswer>> {
  const asked = await askStep(node, step, context)
  if (!asked.ok) return asked
  const { table, fingerprint, milliseconds } = asked.value
  if (step.next === undefined) {
    const final = step.reshape === undefined ? table : reshaped(step.reshape(table))
    return { ok: true, value: { ...asked.value, table: final } }
  }
  const next = step.next(table)
  if (next === null) return { ok: true, value: { ...asked.value, table: NO_ROWS } }
  const rest = await askSteps(node, next, context)
  if (!rest.ok) return rest
  return { ok: true, value: { ...rest.value, fingerprint, milliseconds: milliseconds + rest.value.milliseconds } }
}

async function askStep(node: string, step: LoweredQuestion, context: AnswerContext): Promise<Result<QuestionAnswer>> {
  const { propagation, stores, statements, principalId, signal } = context
  const now = readsClock(step.rows) ? context.now - (context.now % CLOCK_TICK_MILLISECONDS) : context.now
  const { catalog } = propagation
  const compiled = compile(step.rows, { catalog, stores, now, node })
  if (!compiled.ok) return compiled
  try {
    const options = { class: 'interactive', principalId, signal, maxRows: MAX_ROWS } as const
    const { table, milliseconds } = await statements.answer(compiled.value, options)
    const { fingerprint, bound } = compiled.value
    return { ok: true, value: { table, fingerprint, milliseconds, sql: sqlOf(compiled.value), bound, catalog } }
  } catch (error) {
    return { ok: false, problems: failure(error, node, propagation) }
  }
}

/** A store's failure as Problems; anything else is thrown on. */
export function failure(error: unknown, node: string, propagation: Propagation): readonly Problem[] {
  const sources = coveredNodes(propagation, node).filter(
    (id) => propagation.nodes.get(id)?.definition?.inputs.length === 0,
  )
  const problems = storeProblems(error, node, sources)
  if (problems === null) throw error
  return problems
}

function reshaped(cells: {
  readonly columns: ResultTable['columns']
  readonly data: ResultTable['data']
}): ResultTable {
  return { columns: cells.columns, rowCount: cells.data[0]?.length ?? 0, data: cells.data }
}
