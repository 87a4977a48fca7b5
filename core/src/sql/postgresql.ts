import type { SqlDialect } from './dialect.ts'
import { isPlainName } from './names.ts'
import { POSTGRESQL_AGGREGATES } from './postgresql-aggregates.ts'
import { castTo } from './postgresql-casts.ts'
import { canonicalFloat, collated, POSTGRESQL_FUNCTIONS } from './postgresql-functions.ts'
import { postgresLiteralProblem, postgresTypeName } from './postgresql-types.ts'

/** What every session must have set, or statements mean something else. */
export const postgresqlSettings = {
  timezone: 'UTC',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
} as const satisfies Readonly<Record<string, string>>

/** PostgreSQL 18 and later; lower-casing needs its collation pg_unicode_fast. */
export const postgresql: SqlDialect = {
  title: 'PostgreSQL',
  maximumNameBytes: 63,
  quote: (name) => (isPlainName(name) ? name : `"${name.replaceAll('"', '""')}"`),
  typeName: postgresTypeName,
  placeholder: (number, _literal, typeName) => `$${number}::${typeName}`,
  literalProblem: postgresLiteralProblem,
  functions: POSTGRESQL_FUNCTIONS,
  aggregates: POSTGRESQL_AGGREGATES,
  canonicalFloat,
  sortKey: collated,
  // NaN is greater than all.
  sortsNaNWithNulls: (descending, nullsFirst) => descending === nullsFirst,
  convert: (sql, _expression, to) => castTo(sql, to),
  values: (names, arrays) => `unnest(${arrays.map((array) => array.text).join(', ')}) AS v (${names.join(', ')})`,
}
