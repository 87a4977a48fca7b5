import { type Column, findColumn, typeClass, typeInWords } from '@flowforge/core/schema'
import { useState } from 'preact/hooks'
import { formatCell, fractionDigitsOf } from '../format/cell.ts'
import { formatCount, formatShare } from '../format/number.ts'
import { typeIcon } from '../format/type-icon.ts'
import { Icon } from '../ui/icon.tsx'
import { tip } from '../ui/tooltip.tsx'
import { useEditor } from './editor-context.ts'
import { Histogram } from './histogram.tsx'
import { AnswerState } from './preview-state.tsx'
import { type ColumnProfile, readProfile } from './profile.ts'
import { useAnswer } from './use-answer.ts'

/** Every column of a node over all its rows: missing and distinct values, extremes, and how one of them is spread. */
export function PreviewProfile({ id }: { readonly id: string }) {
  const editor = useEditor()
  const state = editor.propagation.value.nodes.get(id)
  const runnable = state?.runnable === true
  const view = useAnswer('profile', id, runnable ? { kind: 'profile' } : null)
  const count = editor.counts.of(id).value
  const [chosen, setChosen] = useState<string | null>(null)
  if (view.answer === null || view.state === 'problem' || !runnable) {
    return <AnswerState id={id} view={view} what="Figures" />
  }
  const profiles = readProfile(view.answer.table)
  const schema = state.schema ?? []
  const first = schema.find(isSpread)
  const shown = findColumn(schema, chosen ?? first?.name ?? '')
  return (
    <div class="profile" data-stale={!view.isCurrent}>
      <div class="profile-table">
        <table>
          <thead>
            <tr>
              <th>Column</th>
              <th>No value</th>
              <th class="is-right">Distinct</th>
              <th class="is-right">Smallest</th>
              <th class="is-right">Largest</th>
            </tr>
          </thead>
          <tbody>
            {profiles.map((profile) => (
              <ProfileRow
                key={profile.name}
                profile={profile}
                column={findColumn(schema, profile.name)}
                rows={count?.rows ?? null}
                chosen={profile.name === shown?.name}
                onChoose={() => setChosen(profile.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown !== undefined && (
        <div class="profile-spread">
          <h3>{shown.name}</h3>
          {isSpread(shown) ? (
            <ColumnHistogram id={id} column={shown} />
          ) : (
            <FrequentValues id={id} column={shown} rows={count?.rows ?? null} />
          )}
        </div>
      )}
    </div>
  )
}

const isSpread = ({ type }: Column): boolean => ['number', 'date', 'datetime'].includes(typeClass(type))

interface ProfileRowProps {
  readonly profile: ColumnProfile
  readonly column: Column | undefined
  readonly rows: number | null
  readonly chosen: boolean
  readonly onChoose: () => void
}

function ProfileRow({ profile, column, rows, chosen, onChoose }: ProfileRowProps) {
  const share = rows === null || rows === 0 ? null : profile.nulls / rows
  const extreme = (text: string | null): string => {
    if (text === null || column === undefined) return ''
    const { quiet, text: value } = formatCell(text, column.type, fractionDigitsOf([text]))
    return quiet === undefined ? value : `${quiet} ${value}`
  }
  return (
    <tr data-chosen={chosen}>
      <td>
        <button
          type="button"
          class="profile-name"
          aria-pressed={chosen}
          onClick={onChoose}
          {...(column === undefined ? {} : tip(typeInWords(column.type)))}
        >
          {column !== undefined && <Icon of={typeIcon(column.type)} size="tiny" />}
          <span class="cut">{profile.name}</span>
        </button>
      </td>
      <td>
        <span class="profile-nulls">
          <span class="sketch-null-bar">
            <i style={{ width: `${(share ?? 0) * 100}%` }} />
          </span>
          {profile.nulls === 0 ? 'none' : share === null ? formatCount(profile.nulls) : formatShare(share)}
        </span>
      </td>
      <td class="is-right">{profile.distinct === null ? '' : formatCount(profile.distinct)}</td>
      <td class="is-right cut">{extreme(profile.minimum)}</td>
      <td class="is-right cut">{extreme(profile.maximum)}</td>
    </tr>
  )
}

function ColumnHistogram({ id, column }: { readonly id: string; readonly column: Column }) {
  const view = useAnswer('profile-histogram', id, { kind: 'histogram', column: column.name, buckets: 40 })
  if (view.answer === null) return <p class="config-hint">{view.problems[0]?.message ?? 'Counting…'}</p>
  return <Histogram table={view.answer.table} column={column} height={120} />
}

interface FrequentValuesProps {
  readonly id: string
  readonly column: Column
  readonly rows: number | null
}

function FrequentValues({ id, column, rows }: FrequentValuesProps) {
  const view = useAnswer('profile-values', id, { kind: 'values', column: column.name, search: '', limit: 12 })
  const table = view.answer?.table
  if (table === undefined) return <p class="config-hint">{view.problems[0]?.message ?? 'Counting…'}</p>
  const counts = (table.data[1] ?? []).map(Number)
  const most = Math.max(1, ...counts)
  return (
    <ul class="frequent-values">
      {(table.data[0] ?? []).map((value, index) => (
        <li key={index}>
          <i style={{ width: `${((counts[index] ?? 0) / most) * 100}%` }} />
          <span class="cut">{formatCell(value, column.type, fractionDigitsOf([value])).text || '(blank)'}</span>
          <span>{formatCount(counts[index] ?? 0)}</span>
          <span class="profile-type">
            {rows === null || rows === 0 ? '' : formatShare((counts[index] ?? 0) / rows)}
          </span>
        </li>
      ))}
    </ul>
  )
}
