import { ROUTES, type RouteName } from '@flowforge/core/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { describeNodeTypes } from './node-types.ts'
import { createOpenApi } from './openapi.ts'

const document = createOpenApi()

it('is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

it('has every route, by its name, and no other', () => {
  const paths = document.paths as Record<string, Record<string, { operationId: string }>>
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => `${method} ${path} ${operation.operationId}`),
  )
  const expected = (Object.keys(ROUTES) as RouteName[]).map((name) => {
    const { method, path } = ROUTES[name]
    return `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')} ${name}`
  })
  expect(found.sort()).toEqual(expected.sort())
})

it('refers only to components that are there', () => {
  const components = (document.components as { schemas: Record<string, unknown> }).schemas
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(references.length).toBeGreaterThan(20)
  const missing = references.filter((reference) => !(reference.replace('#/components/schemas/', '') in components))
  expect(missing).toEqual([])
})

it('says each path parameter of an address', () => {
  const paths = document.paths as Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  for (const [path, methods] of Object.entries(paths))
    for (const operation of Object.values(methods)) {
      const named = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name)
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
    }
})

describe('node types', () => {
  it('each have the JSON Schema of their config', () => {
    const { nodeTypes } = describeNodeTypes() as { nodeTypes: { kind: string; config: Record<string, unknown> }[] }
    expect(nodeTypes.map((type) => type.kind)).toEqual(['source', 'filter', 'select', 'sort', 'limit', 'table'])
    for (const { config } of nodeTypes)
      expect(config).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' })
  })
})
