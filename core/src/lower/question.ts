import type { Question } from '../graph/index.ts'
import { columnReader, type FilterConfig, firstRows, prepareFilter } from '../nodes/index.ts'
import {
  type ColumnReference,
  call,
  cast,
  type Expression,
  isOrdered,
  isReason,
  literal,
  measure,
  type NamedRelation,
  parseLiteral,
  type Relation,
} from '../plan/index.ts'
import type { Propagation } from '../propagate/index.ts'
import { BOOLEAN, findColumn, type Problem, type Schema, TEXT, type Type } from '../schema/index.ts'
import { histogram, isBucketable } from './histogram.ts'
import { type Lowered, type LoweredNode, lowerNode } from './lower-node.ts'
import type { LoweredQuestion } from './lowered-question.ts'
import { profileRelation, reshapeProfile } from './profile.ts'

/** The relation for a question about one node, or the problems that keep it from being asked. */
export function lowerQuestion(propagation: Propagation, node: string, question: Question): Lowered<LoweredQuestion> {
  if (question.kind === 'matches') return matches(propagation, node)
  const lowered = lowerNode(propagation, node)
  if (!lowered.ok) return lowered
  const { rows } = lowered.value
  const schema = propagation.nodes.get(node)?.schema ?? []
  switch (question.kind) {
    case 'preview':
      return done({ rows: { relation: firstRows(rows.relation, question.limit), columns: rows.columns } })
    case 'count':
      return done({ rows: count(lowered.value) })
    case 'profile':
      return done({ rows: profileRelation(lowered.value, schema), reshape: (answer) => reshapeProfile(schema, answer) })
    case 'values':
      return aboutColumn(
        node,
        schema,
        question.column,
        (type) => isOrdered(type),
        () => values(lowered.value, question),
      )
    case 'histogram': {
      const { column, buckets } = question
      return aboutColumn(node, schema, column, isBucketable, () => histogram(lowered.value, column, buckets))
    }
  }
}

const done = <T>(value: T): Lowered<T> => ({ ok: true, value })
const refused = (problem: Problem): Lowered<never> => ({ ok: false, problems: [problem] })

function aboutColumn(
  node: string,
  schema: Schema,
  name: string,
  fits: (type: Type) => boolean,
  lower: () => LoweredQuestion,
): Lowered<LoweredQuestion> {
  const column = findColumn(schema, name)
  const place = { node }
  if (column === undefined) {
    return refused({
      code: 'column_missing',
      severity: 'error',
      place,
      message: `There is no column “${name}”.`,
      found: name,
    })
  }
  if (fits(column.type)) return done(lower())
  const message = `The values of “${name}” cannot be counted in this way.`
  return refused({ code: 'column_not_operable', severity: 'error', place, message })
}

function count({ rows, nextColumn }: LoweredNode): NamedRelation {
  const measures = [measure(nextColumn, 'rows', 'count', [], { keyed: false })]
  const relation: Relation = { operator: 'aggregate', input: rows.relation, keys: [], measures }
  return { relation, columns: [{ name: 'rows', id: nextColumn }] }
}

function matches(propagation: Propagation, node: string): Lowered<LoweredQuestion> {
  const state = propagation.nodes.get(node)
  const [source] = state?.sources.rows ?? []
  const schema = state?.inputs.rows?.[0]
  if (state?.definition?.kind !== 'filter' || state.config === null || source === undefined || schema === undefined) {
    const message = 'Only a filter that is connected has matches to count.'
    return refused({ code: 'bad_request', severity: 'error', place: { node }, message })
  }
  const lowered = lowerNode(propagation, source)
  if (!lowered.ok) return lowered
  const { rows } = lowered.value
  const prepared = prepareFilter(state.config as FilterConfig, schema)
  const read = columnReader(rows)
  const tests: [name: string, condition: Expression | null][] = [
    ['total', null],
    ['kept', prepared.predicate(read)],
    ...[...prepared.conditions(read)].map(([id, test]): [string, Expression] => [`condition_${id}`, test]),
  ]
  const measures = tests.map(([name, condition], i) =>
    measure(lowered.value.nextColumn + i, name, 'count', [], { keyed: false, condition }),
  )
  const relation: Relation = { operator: 'aggregate', input: rows.relation, keys: [], measures }
  return done({ rows: { relation, columns: measures.map(({ name, id }) => ({ name, id })) } })
}

/** The most frequent values; of equally frequent ones the smaller first, so that the answer is always the same. */
function values(
  { rows, nextColumn }: LoweredNode,
  { column, search, limit }: Extract<Question, { kind: 'values' }>,
): LoweredQuestion {
  const value = columnReader(rows)(column)
  const found = search === '' ? null : searched(value, search)
  const relation = rows.relation
  const input: Relation = found === null ? relation : { operator: 'filter', input: relation, predicate: found }
  const key = { id: nextColumn, name: 'value', type: value.type, nullable: value.nullable, expression: value }
  const frequency = measure(nextColumn + 1, 'rows', 'count', [], { keyed: true })
  const order = [
    { expression: reference(frequency), descending: true, nullsFirst: false },
    { expression: reference(key), descending: false, nullsFirst: false },
  ]
  const grouped: Relation = { operator: 'aggregate', input, keys: [key], measures: [frequency] }
  return {
    rows: {
      relation: { operator: 'top', input: grouped, partition: [], order, count: limit, offset: 0 },
      columns: [key, frequency].map(({ name, id }) => ({ name, id })),
    },
  }
}

function reference({ id, type, nullable }: { id: number; type: Type; nullable: boolean }): ColumnReference {
  return { kind: 'column', id, type, nullable }
}

/** Values that contain the text, whatever their case; floats, which have no one spelling, must equal it. */
function searched(value: ColumnReference, search: string): Expression {
  if (value.type.kind === 'float') {
    const number = parseLiteral(value.type, search)
    return isReason(number) ? literal(BOOLEAN, false) : call('equal', value, number)
  }
  const text = value.type.kind === 'text' ? value : cast(value, TEXT)
  return call('contains', call('lower', text), call('lower', literal(TEXT, search)))
}
