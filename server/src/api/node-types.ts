import { NODE_DEFINITIONS, type NodeDefinition } from '@flowforge/core/nodes'
import type { NodeType } from '@flowforge/core/protocol'
import { z } from 'zod'

/** Every node type in the order of the palette, with the JSON Schema of what its config takes. */
export function describeNodeTypes(): { nodeTypes: NodeType[] } {
  const definitions: readonly NodeDefinition[] = Object.values(NODE_DEFINITIONS)
  return {
    nodeTypes: definitions.map(({ kind, version, category, title, description, inputs, terminal, config }) => ({
      kind,
      version,
      category,
      title,
      description,
      inputs: [...inputs],
      terminal,
      config: { ...z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) },
    })),
  }
}
