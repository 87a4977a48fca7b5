import { z } from 'zod'
import type { Json } from '../../schema/index.ts'

const json = z.json() as unknown as z.ZodType<Json>

/** The group that all others and all conditions of no group are in; it is no item of the list. */
export const ROOT_GROUP = 'root'

const groupSchema = z.object({
  id: z.string(),
  /** The id of the group it is in. */
  parent: z.string().default(ROOT_GROUP),
  match: z.enum(['all', 'any']).default('all'),
})

/**
 * One condition. Which of its values count follows from the operator (operators.ts); the others are kept, so that a person
 * who changes the operator and back finds them again. Operators are checked against the column, not here.
 */
const conditionSchema = z.object({
  id: z.string(),
  parent: z.string().default(ROOT_GROUP),
  column: z.string().default(''),
  operator: z.string().default(''),
  /** Numbers may be text, so that 64-bit ones stay exact; dates as `2026-11-20`, times as `2026-11-20T09:30:00Z`. */
  value: json.default(null),
  upper: json.default(null),
  values: z.array(json).default([]),
  amount: z.number().nullable().default(null),
  unit: z.string().default('day'),
  period: z.enum(['this', 'previous']).default('this'),
  matchCase: z.boolean().default(false),
})

export const filterConfigSchema = z.object({
  /** How the root group joins what is in it. */
  match: z.enum(['all', 'any']).default('all'),
  groups: z.array(groupSchema).default([]),
  conditions: z.array(conditionSchema).default([]),
})

export type FilterConfig = z.infer<typeof filterConfigSchema>
export type FilterCondition = z.infer<typeof conditionSchema>
export type FilterGroup = z.infer<typeof groupSchema>
