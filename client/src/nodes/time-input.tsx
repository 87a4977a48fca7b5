import { Clock } from 'lucide-preact'
import { IconButton } from '../ui/button.tsx'

interface TimeInputProps {
  readonly label: string
  /** `2026-11-20`, or `2026-11-20T09:30:00Z`: a day for a column of times means the whole day. */
  readonly value: string
  readonly withTime: boolean
  readonly bad: boolean
  readonly disabled: boolean
  readonly onChange: (value: string | null) => void
}

/** A day, and for columns of times a time of day if wanted; in UTC. */
export function TimeInput({ label, value, withTime, bad, disabled, onChange }: TimeInputProps) {
  const [day = '', rest] = value.split('T')
  const time = rest?.replace(/Z$/, '').slice(0, 8) ?? null
  const write = (nextDay: string, nextTime: string | null): void => {
    if (nextDay === '') onChange(null)
    else onChange(nextTime === null ? nextDay : `${nextDay}T${nextTime.length === 5 ? `${nextTime}:00` : nextTime}Z`)
  }
  return (
    <span class="time-input" data-bad={bad}>
      <input
        type="date"
        aria-label={`${label}, day`}
        aria-invalid={bad}
        value={day}
        disabled={disabled}
        onInput={(event) => write(event.currentTarget.value, time)}
      />
      {withTime && time !== null && (
        <input
          type="time"
          step={1}
          aria-label={`${label}, time in UTC`}
          value={time}
          disabled={disabled}
          onInput={(event) => write(day, event.currentTarget.value || '00:00:00')}
        />
      )}
      {withTime && (
        <IconButton
          icon={Clock}
          size="small"
          label={time === null ? 'Add a time of day (UTC)' : 'Whole day'}
          pressed={time !== null}
          disabled={disabled || day === ''}
          onClick={() => write(day, time === null ? '00:00:00' : null)}
        />
      )}
    </span>
  )
}
