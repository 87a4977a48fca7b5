import { reachable } from '../api/connection.ts'
import { type SourceHealth, sources } from '../api/health.ts'
import { formatDuration } from '../format/number.ts'
import { Dot } from '../ui/badge.tsx'
import { tip } from '../ui/tooltip.tsx'

const NAMES: Readonly<Record<string, string>> = {
  clickhouse: 'ClickHouse',
  postgresql: 'PostgreSQL',
  redis: 'Redis',
  live: 'Live views',
}

/** A store's name as its makers write it. */
export const sourceName = (name: string): string => NAMES[name] ?? name

function stateOf(source: SourceHealth): string {
  if (!source.ready) return 'not ready'
  return source.milliseconds === null ? 'ready' : formatDuration(source.milliseconds)
}

/** How the stores behind the server are. */
export function SourceList() {
  const known = sources.value
  if (!reachable.value) {
    return (
      <div class="source-list">
        <h2>Sources</h2>
        <p>
          <Dot tone="warning" />
          Server away
        </p>
      </div>
    )
  }
  if (known === null || known.length === 0) return null
  return (
    <div class="source-list">
      <h2>Sources</h2>
      {known.map((source) => (
        <p key={source.name} {...(source.reason === null ? {} : tip(source.reason))}>
          <Dot tone={source.ready ? 'positive' : 'warning'} />
          {sourceName(source.name)}
          <span data-ready={source.ready}>{stateOf(source)}</span>
        </p>
      ))}
    </div>
  )
}
