import type { Value } from '@flowforge/core/plan'
import { cellOf, isReason } from '@flowforge/core/plan'
import type { Json, Schema, Type } from '@flowforge/core/schema'
import { clickHouseTypeName, type Dialect, postgresTypeName, type SqlStatement } from '@flowforge/core/sql'
import pg from 'pg'
import type { CaseTable } from '../../../core/test/case.ts'
import { startTestEngine } from '../../src/stores/clickhouse/testing/engine.ts'
import { startTestPostgres } from '../postgres.ts'

/** A real engine that golden cases and the differential fuzz run on. */
export interface GoldenEngine {
  readonly dialect: Dialect
  /** Creates the table with its rows; the one of the same name is replaced. */
  load(table: CaseTable): Promise<void>
  /** The rows, as cells of the schema's types. */
  run(statement: SqlStatement, schema: Schema): Promise<readonly (readonly Json[])[]>
  close(): Promise<void>
}

/** The embedded ClickHouse, through the product's own store. */
export async function startClickHouse(): Promise<GoldenEngine> {
  const { store, close } = await startTestEngine()
  const command = async (sql: string): Promise<void> => {
    await store.engine?.command(sql)
  }
  await command('CREATE DATABASE demo')
  return {
    dialect: 'clickhouse',
    load: async ({ table, memory }) => {
      const name = `demo.${quoted(table.name, '`')}`
      const columns = table.columns.map((column) => `${quoted(column.name, '`')} ${clickHouseColumn(column)}`)
      await command(`DROP TABLE IF EXISTS ${name}`)
      await command(`CREATE TABLE ${name} (${columns.join(', ')}) ENGINE = Memory`)
      if (memory.rows.length === 0) return
      const rows = memory.rows.map(
        (row) => `(${row.map((value, index) => clickHouseLiteral(table.columns[index], value)).join(', ')})`,
      )
      await command(`INSERT INTO ${name} VALUES ${rows.join(', ')}`)
    },
    run: async (statement, columns) => {
      const options = {
        class: 'interactive',
        principalId: 'test',
        signal: AbortSignal.timeout(60_000),
        maxRows: 100_000,
        columns,
      } as const
      const { table } = await store.run(statement, options)
      return Array.from({ length: table.rowCount }, (_, row) => table.data.map((cells) => cells[row] ?? null))
    },
    close,
  }
}

/** A real PostgreSQL; parameters travel as text, cells are read from PostgreSQL's own text. */
export async function startPostgres(): Promise<GoldenEngine> {
  const server = await startTestPostgres()
  const types = { getTypeParser: () => (text: unknown) => text } as unknown as pg.CustomTypesConfig
  const pool = new pg.Pool({ ...server.connection, types, options: '-c timezone=UTC' })
  // The server takes its connections with it when it stops.
  pool.on('error', () => undefined)
  await pool.query('CREATE SCHEMA demo')
  return {
    dialect: 'postgresql',
    load: async ({ table, memory }) => {
      const name = `demo.${quoted(table.name, '"')}`
      const typeNames = table.columns.map((column) => postgresColumn(column.type))
      const columns = table.columns.map(
        (column, index) => `${quoted(column.name, '"')} ${typeNames[index]}${column.nullable ? '' : ' NOT NULL'}`,
      )
      await pool.query(`DROP TABLE IF EXISTS ${name}`)
      await pool.query(`CREATE TABLE ${name} (${columns.join(', ')})`)
      const marks = typeNames.map((typeName, index) => `$${index + 1}::${typeName}`).join(', ')
      for (const row of memory.rows) {
        const values = row.map((value, index) => postgresText(table.columns[index]?.type ?? { kind: 'text' }, value))
        await pool.query(`INSERT INTO ${name} VALUES (${marks})`, values)
      }
    },
    run: async ({ text, parameters }, schema) => {
      const values = parameters.map(({ type, value }) => postgresText(type, value))
      const result = await pool.query<(string | null)[]>({ text, values, rowMode: 'array' })
      return result.rows.map((row) =>
        row.map((cell, index) => (cell === null ? null : postgresCell(schema[index]?.type ?? { kind: 'text' }, cell))),
      )
    },
    close: async () => {
      await pool.end()
      await server.close()
    },
  }
}

/** Escapes as both engines read names; ClickHouse reads backslashes too. */
function quoted(name: string, quote: '`' | '"'): string {
  return quote === '`' ? `\`${name.replaceAll(/[\\`]/g, '\\$&')}\`` : `"${name.replaceAll('"', '""')}"`
}

function clickHouseColumn({ type, nullable }: Schema[number]): string {
  const name = clickHouseTypeName(type, nullable)
  if (isReason(name)) throw new Error(name.reason)
  return name
}

function postgresColumn(type: Type): string {
  const name = postgresTypeName(type)
  if (isReason(name)) throw new Error(name.reason)
  return name
}

function clickHouseLiteral(column: Schema[number] | undefined, value: Value): string {
  if (column === undefined || value === null) return 'NULL'
  const cell = cellOf(column.type, value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number')
    return Object.is(value, -0)
      ? '-0.0'
      : Number.isFinite(value)
        ? String(value)
        : `'${String(value).toLowerCase().replace('infinity', 'inf')}'`
  const text = column.type.kind === 'datetime' ? String(cell).replace('T', ' ').replace('Z', '') : String(cell)
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}

/** A value as PostgreSQL reads it from text. */
function postgresText(type: Type, value: Value): string | null {
  if (value === null) return null
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = (value as readonly Value[]).map((item) => {
      const text = postgresText(type.element, item)
      return text === null ? 'NULL' : `"${text.replaceAll(/[\\"]/g, '\\$&')}"`
    })
    return `{${items.join(',')}}`
  }
  return Object.is(value, -0) ? '-0' : String(cellOf(type, value))
}

function postgresCell(type: Type, text: string): Json {
  switch (type.kind) {
    case 'boolean':
      return text === 't'
    case 'integer':
      return type.bits <= 32 ? Number(text) : text
    case 'float': {
      const number = Number(text)
      return Number.isFinite(number) ? number : text
    }
    case 'datetime':
      return datetimeCell(text, type.precision)
    default:
      return text
  }
}

/** `2026-11-20 09:30:00.12+00` with all digits of the precision. */
function datetimeCell(text: string, precision: number): string {
  const [, date = '', clock = '', fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? []
  return `${date}T${clock}${precision > 0 ? `.${fraction.padEnd(precision, '0')}` : ''}Z`
}
