import { type Type, typeInWords } from '../schema/index.ts'
import type { Reason } from './types.ts'

/** What a rule needs to know of an argument; expressions and schema columns are of this shape. */
export interface Typed {
  readonly type: Type
  readonly nullable: boolean
}

export const anyNullable = (args: readonly Typed[]): boolean => args.some((arg) => arg.nullable)
export const allNullable = (args: readonly Typed[]): boolean => args.every((arg) => arg.nullable)
export const never = (): boolean => false
export const always = (): boolean => true
export const mayBeNaN = (args: readonly Typed[]): boolean => args.some((arg) => arg.type.kind === 'float')

export const wrongCount = (expected: string): Reason => ({ reason: `it takes ${expected}` })
export const wrongType = (expected: string, found: Type): Reason => ({
  reason: `it takes ${expected}, not ${typeInWords(found)}`,
})
