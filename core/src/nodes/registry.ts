import type { GraphNode } from '../graph/index.ts'
import type { JsonObject, Problem } from '../schema/index.ts'
import type { NodeDefinition } from './define.ts'
import { filter } from './filter.ts'
import { limit } from './limit.ts'
import { fieldProblem } from './problems.ts'
import { select } from './select.ts'
import { sort } from './sort.ts'
import { source } from './source.ts'
import { table } from './table.ts'

export type NodeKind = 'source' | 'filter' | 'select' | 'sort' | 'limit' | 'table'

/** Every node type, in the order of the palette. A kind without its line here does not compile. */
export const NODE_DEFINITIONS: { readonly [Kind in NodeKind]: NodeDefinition<Kind> } = {
  source,
  filter,
  select,
  sort,
  limit,
  table,
}

export function definitionOf(type: string): NodeDefinition | undefined {
  return Object.hasOwn(NODE_DEFINITIONS, type) ? NODE_DEFINITIONS[type as NodeKind] : undefined
}

/** True where several edges may enter the port of a node of that type. */
export function portTakesMany(type: string, port: string): boolean {
  return definitionOf(type)?.inputs.some((input) => input.name === port && input.many) ?? false
}

/** The config of a new node: it names its version, once there is more than one. */
export function initialConfig(kind: NodeKind): JsonObject {
  const { version } = NODE_DEFINITIONS[kind]
  return version === 1 ? {} : { version }
}

export type ConfigReading =
  | { readonly definition: NodeDefinition; readonly config: unknown; readonly problems: readonly [] }
  | { readonly definition: NodeDefinition | null; readonly config: null; readonly problems: readonly Problem[] }

/** What was read of a config object before: configs never change, a change makes a new object. */
const readings = new WeakMap<
  JsonObject,
  { readonly id: string; readonly type: string; readonly reading: ConfigReading }
>()

/** A node's config, upgraded and with its defaults, or the problems that keep it from being read. */
export function readConfig(node: Pick<GraphNode, 'id' | 'type' | 'config'>): ConfigReading {
  const known = readings.get(node.config)
  if (known?.id === node.id && known.type === node.type) return known.reading
  const reading = parseConfig(node)
  readings.set(node.config, { id: node.id, type: node.type, reading })
  return reading
}

function parseConfig(node: Pick<GraphNode, 'id' | 'type' | 'config'>): ConfigReading {
  const place = { node: node.id }
  const definition = definitionOf(node.type)
  if (definition === undefined) {
    const message = `FlowForge does not know nodes of the type “${node.type}”.`
    const hint = 'A newer version may; or delete the node.'
    return {
      definition: null,
      config: null,
      problems: [{ code: 'unknown_node_type', severity: 'error', place, message, hint }],
    }
  }
  const { version: stated, ...fields } = node.config
  const version = typeof stated === 'number' ? stated : 1
  if (version > definition.version) {
    const message = 'This node was last edited by a newer version of FlowForge.'
    const hint = 'Reload the page to get it.'
    return { definition, config: null, problems: [{ code: 'newer_version', severity: 'error', place, message, hint }] }
  }
  let upgraded: JsonObject = fields
  for (let v = version; v < definition.version; v += 1) upgraded = definition.upgrades[v]?.(upgraded) ?? upgraded
  const parsed = definition.config.safeParse(upgraded)
  if (parsed.success) return { definition, config: parsed.data, problems: [] }
  const problems = parsed.error.issues.map((issue): Problem => {
    const field = fieldPath(issue.path, upgraded)
    const problem = fieldProblem('config_unreadable', field, `The setting “${field}” cannot be read.`, {
      found: issue.message,
      hint: 'Set it again.',
    })
    return { ...problem, place: { ...place, field } }
  })
  return { definition, config: null, problems }
}

/** The path of a problem as panels know it: items of lists by their ids instead of their numbers. */
function fieldPath(path: readonly PropertyKey[], config: JsonObject): string {
  let value: unknown = config
  return path
    .map((step) => {
      const list = Array.isArray(value)
      value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined
      const id = list && typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
      return typeof id === 'string' ? id : String(step)
    })
    .join('/')
}
