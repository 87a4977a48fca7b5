import type { ExecutionRecord, NodeRunState, RunOutput } from '@flowforge/core/protocol'
import { sql } from 'kysely'
import type { Database } from '../database/index.ts'

/** An execution before anything is known of its end. */
interface NewExecution {
  readonly id: string
  readonly nodeId: string
}

export interface StartedRun {
  readonly workflowId: string
  readonly head: number
  readonly principalId: string
  readonly requestId: string
  readonly node: string | null
  readonly executions: readonly NewExecution[]
}

/** No store lets a query run for as long: what is unfinished after it was left by a server that is gone. */
const ABANDONED_SECONDS = 60 * 60
/** Executions are kept for so long after they started; that they were asked for stays in the audit log. */
const KEPT_DAYS = 30

/** Executions as rows of `execution`, and runs in the audit log. Rejects where the database fails. */
export class ExecutionLog {
  readonly #kysely: Database['kysely']

  constructor(kysely: Database['kysely']) {
    this.#kysely = kysely
  }

  /** Records a run and who started it, in one transaction. */
  async start(run: StartedRun): Promise<void> {
    const { workflowId, head, principalId } = run
    const rows = run.executions.map(({ id, nodeId }) => ({
      id,
      workflow_id: workflowId,
      node_id: nodeId,
      principal_id: principalId,
      head,
      state: 'pending' as const,
      problems: '[]',
    }))
    const detail = { head, node: run.node, requestId: run.requestId, executions: rows.map((row) => row.id) }
    await this.#kysely.transaction().execute(async (transaction) => {
      if (rows.length > 0) await transaction.insertInto('execution').values(rows).execute()
      await transaction
        .insertInto('audit_event')
        .values({
          principal_id: principalId,
          action: 'workflow.run',
          subject_kind: 'workflow',
          subject_id: workflowId,
          detail: JSON.stringify(detail),
        })
        .execute()
    })
  }

  /** Records how an execution ended. */
  async finish(output: RunOutput): Promise<void> {
    await this.#kysely
      .updateTable('execution')
      .set({
        state: output.state,
        fingerprint: output.fingerprint,
        store: output.sql?.store ?? null,
        sql_text: output.sql?.text ?? null,
        parameters: output.sql === null ? null : JSON.stringify(output.sql.parameters),
        milliseconds: output.milliseconds,
        row_count: output.rowCount,
        truncated: output.truncated,
        problems: JSON.stringify(output.problems),
        finished_at: sql<Date>`now()`,
      })
      .where('id', '=', output.executionId)
      .execute()
  }

  async read(id: string): Promise<ExecutionRecord | null> {
    const row = await this.#kysely.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) return null
    const { store, sql_text: text, parameters } = row
    return {
      id: row.id,
      workflowId: row.workflow_id,
      nodeId: row.node_id,
      state: row.state,
      head: row.head,
      fingerprint: row.fingerprint,
      milliseconds: row.milliseconds,
      rowCount: row.row_count,
      truncated: row.truncated,
      sql: store === null || text === null ? null : { store, text, parameters: parameters ?? {} },
      problems: [...row.problems],
      startedAt: row.started_at.toISOString(),
    }
  }

  /** Ends what a server that is gone left unfinished, and forgets what is old. */
  async tidy(): Promise<void> {
    const unfinished: NodeRunState[] = ['pending', 'running']
    await this.#kysely
      .updateTable('execution')
      .set({ state: 'cancelled', finished_at: sql<Date>`now()` })
      .where('state', 'in', unfinished)
      .where('started_at', '<', sql<Date>`now() - make_interval(secs => ${ABANDONED_SECONDS})`)
      .execute()
    await this.#kysely
      .deleteFrom('execution')
      .where('started_at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS})`)
      .execute()
  }
}
