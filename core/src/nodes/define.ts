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

/** `schema` is null where not even a partial answer exists; problems may stand beside a schema. */
export interface NodeSchema {
  readonly schema: Schema | null
  readonly problems: readonly Problem[]
}

export interface LowerContext {
  readonly catalog: Catalog
  /** A column number not used before in this plan. */
  readonly newColumn: () => ColumnId
}

/**
 * One node type, whole: its config, its ports, what columns it yields and what relation it means.
 * `schema` must be pure and total; `lower` is only called when `schema` reported no error.
 * Inputs are read by port name; a `many` port has its inputs in edge order.
 */
export interface NodeDefinition<Kind extends string = string, Config = unknown> {
  readonly kind: Kind
  /** Version of the config; `upgrades[v]` turns a config of version v into one of v + 1. */
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
  schema(inputs: Readonly<Record<string, readonly Schema[]>>, config: Config, context: SchemaContext): NodeSchema
  lower(
    inputs: Readonly<Record<string, readonly NamedRelation[]>>,
    config: Config,
    context: LowerContext,
  ): NamedRelation
  /** The config in words for the node card, for example `delay > 60 and origin is one of SFO, LAX`. */
  summary(config: Config): string
}

/** Keeps the literal kind and the config type of a definition. */
export function defineNode<const Kind extends string, Config>(
  definition: NodeDefinition<Kind, Config>,
): NodeDefinition<Kind, Config> {
  return definition
}
