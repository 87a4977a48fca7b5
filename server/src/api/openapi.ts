import { problemDetailsSchema, ROUTES, type Route, type RouteName } from '@flowforge/core/protocol'
import { z } from 'zod'

type JsonSchema = Record<string, unknown>

/** The OpenAPI 3.1 document of every route, made from the same contracts that check requests. */
export function createOpenApi(): JsonSchema {
  const components: Record<string, JsonSchema> = {}
  const paths: Record<string, Record<string, unknown>> = {}
  const problem = place('Problem', problemDetailsSchema, 'output', components)
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route, problem, components) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'FlowForge',
      version: '1',
      description:
        'Errors are problem details (RFC 9457) with a code. A browser on this machine is signed in by its cookie; ' +
        'other clients on this machine act as the user “This computer”.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: components },
  }
}

function operation(
  name: RouteName,
  route: Route,
  problem: JsonSchema,
  components: Record<string, JsonSchema>,
): JsonSchema {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const parameters = [
    ...parametersOf(route.parameters, 'path', `${type}Path`, components),
    ...parametersOf(route.query, 'query', `${type}Query`, components),
    ...headersOf(name),
  ]
  const status = SUCCESS[name] ?? (route.response === null ? '204' : '200')
  const success =
    route.response === null
      ? { description: 'Done' }
      : { description: 'The answer', content: json(place(`${type}Response`, route.response, 'output', components)) }
  return {
    operationId: name,
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(place(`${type}Body`, route.body, 'input', components)) } }),
    responses: {
      [status]: success,
      ...(CONDITIONAL.has(name) ? { '304': { description: 'Not changed since the ETag given' } } : {}),
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
    },
  }
}

const SUCCESS: Partial<Record<RouteName, string>> = {
  createWorkflow: '201',
  duplicateWorkflow: '201',
  runWorkflow: '202',
}

const CONDITIONAL: ReadonlySet<RouteName> = new Set<RouteName>(['getGraph', 'getCatalog', 'getNodeTypes', 'getOpenApi'])

function headersOf(name: RouteName): JsonSchema[] {
  const header = (title: string, required: boolean): JsonSchema => ({
    name: title,
    in: 'header',
    required,
    schema: { type: 'string' },
  })
  if (name === 'replaceGraph') return [header('If-Match', true)]
  return CONDITIONAL.has(name) ? [header('If-None-Match', false)] : []
}

/** One OpenAPI parameter per property of an object schema. */
function parametersOf(
  schema: z.ZodType | undefined,
  location: 'path' | 'query',
  name: string,
  components: Record<string, JsonSchema>,
): JsonSchema[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = written(schema, 'input', name, components) as {
    properties?: Record<string, unknown>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([property, inner]) => ({
    name: property,
    in: location,
    required: location === 'path' || required.includes(property),
    schema: inner,
  }))
}

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } })

/** Adds a component and refers to it. */
function place(name: string, schema: z.ZodType, io: 'input' | 'output', components: Record<string, JsonSchema>) {
  components[name] = written(schema, io, name, components)
  return { $ref: `#/components/schemas/${name}` }
}

/** A schema as JSON Schema; its own definitions (recursive types) become components of their own. */
function written(
  schema: z.ZodType,
  io: 'input' | 'output',
  name: string,
  components: Record<string, JsonSchema>,
): JsonSchema {
  const {
    $schema: _dialect,
    $defs = {},
    ...whole
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema
  const moved = (reference: string): string =>
    reference === '#'
      ? `#/components/schemas/${name}`
      : reference.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/${name}_$1`)
  for (const [inner, definition] of Object.entries($defs as Record<string, JsonSchema>))
    components[`${name}_${inner}`] = withReferences(definition, moved) as JsonSchema
  return withReferences(whole, moved) as JsonSchema
}

function withReferences(value: unknown, moved: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, moved))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? moved(inner) : withReferences(inner, moved),
    ]),
  )
}
