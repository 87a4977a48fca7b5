import type { Role } from '@flowforge/core/protocol'
import type { Problem } from '@flowforge/core/schema'
import type { ColumnType, Generated, RawBuilder } from 'kysely'

/**
 * Rows as server/migrations makes them. `bigint` columns are read as numbers, checked to be exact (database.ts); bytea are
 * Buffers; times are Dates; jsonb columns are given as JSON text or values and read as values.
 */
export interface Tables {
  readonly user: UserTable
  readonly session: SessionTable
  readonly document: DocumentTable
  readonly document_update: DocumentUpdateTable
  readonly document_snapshot: DocumentSnapshotTable
  readonly document_client: DocumentClientTable
  readonly blob: BlobTable
  readonly workflow: WorkflowTable
  readonly dashboard: DashboardTable
  readonly widget: WidgetTable
  readonly dashboard_filter: DashboardFilterTable
  readonly execution: ExecutionTable
  readonly audit_event: AuditEventTable
}

/** Set once, by the database or by us. */
type CreatedAt = ColumnType<Date, Date | string | undefined, never>
type Time = ColumnType<Date, Date | string, Date | string>
type OptionalTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** A jsonb column; written as JSON text, because `pg` would send an array as a PostgreSQL array. */
type JsonColumn<Value> = ColumnType<Value, string | RawBuilder<Value>, string | RawBuilder<Value>>

interface UserTable {
  id: string
  name: string
  role: Role
  created_at: CreatedAt
}

interface SessionTable {
  token_hash: Buffer
  user_id: string
  created_at: CreatedAt
  seen_at: Generated<Date>
}

interface DocumentTable {
  id: string
  kind: 'workflow' | 'dashboard'
  owner_id: string
  head: Generated<number>
  epoch: Generated<number>
  created_at: CreatedAt
  updated_at: Generated<Date>
  updated_by: string | null
  deleted_at: OptionalTime
  deleted_by: string | null
}

interface DocumentUpdateTable {
  document_id: string
  sequence: number
  update: Buffer
  principal_id: string
  created_at: CreatedAt
}

interface DocumentSnapshotTable {
  document_id: string
  through_sequence: number
  state: Buffer
  created_at: CreatedAt
}

interface DocumentClientTable {
  document_id: string
  client: number
  principal_id: string
  claimed_at: CreatedAt
}

interface BlobTable {
  hash: string
  bytes: Buffer
  created_by: string
  created_at: CreatedAt
}

interface WorkflowTable {
  id: string
  name: string
  description: string
  graph_json: JsonColumn<unknown>
  node_count: number
  created_by: string
  created_at: Time
  updated_at: Time
  through_sequence: number
}

interface DashboardTable {
  id: string
  name: string
  description: string
  created_by: string
  created_at: Time
  updated_at: Time
  through_sequence: number
}

interface WidgetTable {
  id: string
  dashboard_id: string
  source_workflow_id: string
  source_node_id: string
  layout: JsonColumn<unknown>
  config_overrides: JsonColumn<unknown>
  created_at: Time
}

interface DashboardFilterTable {
  id: string
  dashboard_id: string
  filter_type: 'date_range' | 'dropdown' | 'text' | 'number_range'
  target_column: string
  config: JsonColumn<unknown>
  position: number
}

interface ExecutionTable {
  id: string
  workflow_id: string
  node_id: string
  principal_id: string
  head: number
  fingerprint: string | null
  state: 'pending' | 'running' | 'complete' | 'error' | 'cancelled'
  store: string | null
  sql_text: string | null
  parameters: JsonColumn<Record<string, unknown>> | null
  milliseconds: number | null
  row_count: number | null
  truncated: Generated<boolean>
  problems: JsonColumn<readonly Problem[]>
  started_at: CreatedAt
  finished_at: OptionalTime
}

interface AuditEventTable {
  id: Generated<number>
  at: CreatedAt
  principal_id: string
  action: string
  subject_kind: string
  subject_id: string
  detail: JsonColumn<Record<string, unknown>>
}
