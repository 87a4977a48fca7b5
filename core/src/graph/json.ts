import { z } from 'zod'
import type { Json } from '../schema/index.ts'
import { ID_PATTERN } from './graph.ts'

const id = z.string().min(1).max(64).regex(ID_PATTERN)
const json = z.json() as unknown as z.ZodType<Json>
const portAddress = z.object({ node: id, port: id })

/** The canonical form of a workflow outside Yjs: export, import, versions, REST. Keys are sorted when written. */
export const graphJsonSchema = z.object({
  format: z.literal(1),
  name: z.string().max(200),
  description: z.string().max(10_000).default(''),
  nodes: z
    .array(
      z.object({
        id,
        type: z.string().min(1).max(64),
        x: z.number(),
        y: z.number(),
        title: z.string().max(200).optional(),
        disabled: z.boolean().optional(),
        config: z.record(z.string(), json).default({}),
      }),
    )
    .max(5_000),
  edges: z.array(z.object({ from: portAddress, to: portAddress })).max(20_000),
  notes: z.array(z.object({ id, fields: z.record(z.string(), json) })).default([]),
})

export type GraphJson = z.infer<typeof graphJsonSchema>
