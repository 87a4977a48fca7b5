import { expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

it('tells requests, queries and observed values under flowforge_ alone', async () => {
  const metrics = createMetrics()
  let commits = 3
  metrics.httpRequest('GET', 'getCatalog', 200, 0.02)
  metrics.query('clickhouse', 'error', 1.5)
  metrics.observe('rooms', 'Open rooms', 'gauge', () => 7)
  metrics.observe('commits_total', 'Commits', 'counter', () => commits)
  await metrics.text()
  commits = 5
  const { body, contentType } = await metrics.text()
  expect(contentType).toContain('text/plain')
  expect(body).toContain(
    'flowforge_http_request_duration_seconds_count{method="GET",route="getCatalog",status="200"} 1',
  )
  expect(body).toContain('flowforge_query_duration_seconds_sum{store="clickhouse",outcome="error"} 1.5')
  expect(body).toContain('\nflowforge_rooms 7\n')
  expect(body).toContain('\nflowforge_commits_total 5\n')
  const names = [...body.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? '')
  expect(names.filter((name) => !name.startsWith('flowforge_'))).toEqual([])
})
