import type { z } from 'zod'
import type { ColumnId, NamedRelation } from '../plan/index.ts'
import type { Catalog, JsonObject, Problem, Schema } from '../schema/index.ts'

export type NodeCategory = 'input' | 'transform' | 'combine' | 'aggregate' | 'output'

export interface InputPort {
  readonly name: string
  readonly label: string
  /** True where several edges may enter. */
  readonly many: boolean
}

export interface SchemaContext {
  readonly catalog: Catalog
}

/**
 * `schema` is null where not even a partial answer exists; problems may stand beside a schema.
 * Their places name the field; whoever knows the node adds its id.
 */
export interface NodeSchema {
  readonly schema: Schema | null
  readonly problems: readonly Problem[]
}

export interface LowerContext {
  readonly catalog: Catalog
  /** A column number not used before in this plan. */
  readonly newColumn: () => ColumnId
}

/** What `schema` reads of an input, and `lower` of its rows, by port; a `many` port has its inputs in edge order. */
export type Inputs<Input> = Readonly<Record<string, readonly Input[]>>

/**
 * One node type, whole: its config, its ports, what columns it yields and what relation it means.
 * `schema` must be pure and total; `lower` is only called when `schema` reported no error here or upstream.
 */
export interface NodeDefinition<Kind extends string = string, Config = unknown> {
  readonly kind: Kind
  /**
   * Version of the config; `upgrades[v]` turns a config of version v into one of v + 1. A config says its version in its
   * field `version`, and is of version 1 where it has none.
   */
  readonly version: number
  readonly upgrades: Readonly<Record<number, (old: JsonObject) => JsonObject>>
  readonly category: NodeCategory
  readonly title: string
  /** One sentence for the palette. */
  readonly description: string
  readonly inputs: readonly InputPort[]
  /** Outputs (tables, charts) end a graph: they have no output port but can be run. */
  readonly terminal: boolean
  readonly config: z.ZodType<Config>
  schema(inputs: Inputs<Schema>, config: Config, context: SchemaContext): NodeSchema
  lower(inputs: Inputs<NamedRelation>, config: Config, context: LowerContext): NamedRelation
  /** The config in words for the node card, for example `delay > 60 and origin is one of SFO, LAX`. */
  summary(config: Config): string
}

/** Keeps the literal kind and the config type of a definition. */
export function defineNode<const Kind extends string, Config>(
  definition: NodeDefinition<Kind, Config>,
): NodeDefinition<Kind, Config> {
  return definition
}

/** The one port of nodes that take one table. */
export const ROWS: InputPort = { name: 'rows', label: 'Rows', many: false }

/** The input of the port `rows`. Throws where there is none: nobody asks a node that lacks an input. */
export function rowsOf<Input>(inputs: Inputs<Input>): Input {
  const [rows] = inputs[ROWS.name] ?? []
  if (rows === undefined) throw new Error('The node has no input at its port “rows”.')
  return rows
}
