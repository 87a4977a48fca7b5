import { ROUTES, type Route, type RouteName } from '@flowforge/core/protocol'

export type Match =
  | { readonly kind: 'route'; readonly name: RouteName; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'nothing' }

interface Pattern {
  readonly name: RouteName
  readonly method: Route['method']
  readonly segments: readonly string[]
}

const PATTERNS: readonly Pattern[] = (Object.entries(ROUTES) as [RouteName, Route][]).map(([name, route]) => ({
  name,
  method: route.method,
  segments: route.path.split('/'),
}))

/** Which route answers a path. Segments are decoded one by one, so that an encoded slash stays inside its segment. */
export function matchRoute(method: string, path: string): Match {
  const wanted = method === 'HEAD' ? 'GET' : method
  const segments = path.split('/')
  const fitting = PATTERNS.flatMap((pattern) => {
    const parameters = fit(pattern.segments, segments)
    return parameters === null ? [] : [{ pattern, parameters }]
  })
  const found = fitting.find(({ pattern }) => pattern.method === wanted)
  if (found !== undefined) return { kind: 'route', name: found.pattern.name, parameters: found.parameters }
  if (fitting.length === 0) return { kind: 'nothing' }
  const methods = new Set(
    fitting.flatMap(({ pattern }) => (pattern.method === 'GET' ? ['GET', 'HEAD'] : pattern.method)),
  )
  return { kind: 'wrong_method', allowed: [...methods] }
}

function fit(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> | null {
  if (pattern.length !== segments.length) return null
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== segment) return null
      continue
    }
    const value = decoded(segment)
    if (value === null || value === '') return null
    parameters[part.slice(1)] = value
  }
  return parameters
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
