import { LoaderCircle } from 'lucide-preact'
import { Icon } from './icon.tsx'
import './progress.css'

/** Something is under way, for how long is not known. Beside words that say what, it stays silent to readers. */
export function Spinner({ size = 'normal', label }: { readonly size?: 'small' | 'normal'; readonly label?: string }) {
  return (
    <span class="ui-spinner" {...(label ? { role: 'status', 'aria-label': label } : { 'aria-hidden': true })}>
      <Icon of={LoaderCircle} size={size} />
    </span>
  )
}

/** A grey bar where text will stand. */
export function Skeleton({
  width = '100%',
  height = 12,
}: {
  readonly width?: number | string
  readonly height?: number
}) {
  const size = { width: typeof width === 'number' ? `${width}px` : width, height: `${height}px` }
  return <span class="ui-skeleton" aria-hidden="true" style={size} />
}
