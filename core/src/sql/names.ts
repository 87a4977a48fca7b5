/** Words that need quotes as names in one of the dialects; more than enough does no harm. */
const RESERVED: ReadonlySet<string> = new Set(
  `all alter analyse analyze and anti any array as asc asof asymmetric authorization between binary both by case
  cast check collate collation column concurrently constraint create cross current_catalog current_date
  current_role current_schema current_time current_timestamp current_user default deferrable delete desc describe
  distinct div do drop else end except exists extract false fetch filter final following for foreign format freeze
  from full global grant group grouping having if ilike in inner insert intersect interval into is isnull join
  lateral leading left like limit local localtime localtimestamp materialized mod natural not notnull null nulls
  offset on only or order outer over overlaps paste placing preceding prewhere primary qualify recursive
  references returning right sample select semi session_user set settings show similar some substring symmetric
  system_user table tablesample temporary then timestamp to top totals trailing trim true truncate unbounded union
  unique update user using values variadic when where window with`.split(/\s+/),
)

const PLAIN = /^[a-z_][a-z0-9_]*$/

/** Whether a name needs no quotes: lower case, no keyword. */
export function isPlainName(name: string): boolean {
  return PLAIN.test(name) && !RESERVED.has(name)
}
