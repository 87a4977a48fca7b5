import { type Signal, signal } from '@preact/signals'
import { recall, remember } from '../shell/storage.ts'
import './resizer.css'

export interface PanelSize {
  readonly key: string
  readonly size: Signal<number>
  readonly initial: number
  readonly min: number
  readonly max: number
}

/** A panel's size in pixels, remembered in this browser under `key`. */
export function panelSize(key: string, initial: number, min: number, max: number): PanelSize {
  const stored = recall(`size:${key}`)
  const size = signal(typeof stored === 'number' ? Math.min(max, Math.max(min, stored)) : initial)
  return { key, size, initial, min, max }
}

interface ResizerProps {
  readonly label: string
  readonly panel: PanelSize
  /** On which side of the resizer the panel lies that it sizes. */
  readonly side: 'left' | 'right' | 'top' | 'bottom'
}

/** The line between two panels: drag it, or focus it and press arrows; double click puts it back. */
export function Resizer({ label, panel, side }: ResizerProps) {
  const vertical = side === 'left' || side === 'right'
  const sign = side === 'left' || side === 'top' ? 1 : -1
  const set = (size: number): void => {
    panel.size.value = Math.round(Math.min(panel.max, Math.max(panel.min, size)))
  }
  const keep = (): void => remember(`size:${panel.key}`, panel.size.value)
  const drag = (down: PointerEvent & { currentTarget: HTMLElement }): void => {
    const handle = down.currentTarget
    const start = vertical ? down.clientX : down.clientY
    const before = panel.size.value
    handle.setPointerCapture(down.pointerId)
    const move = (event: PointerEvent): void => {
      set(before + sign * ((vertical ? event.clientX : event.clientY) - start))
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', move)
        keep()
      },
      { once: true },
    )
  }
  const key = (event: KeyboardEvent): void => {
    const forward = vertical ? 'ArrowRight' : 'ArrowDown'
    const back = vertical ? 'ArrowLeft' : 'ArrowUp'
    if (event.key !== forward && event.key !== back) return
    event.preventDefault()
    set(panel.size.value + sign * (event.key === forward ? 1 : -1) * (event.shiftKey ? 48 : 12))
    keep()
  }
  return (
    <div
      class="ui-resizer"
      data-vertical={vertical}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuenow={panel.size.value}
      aria-valuemin={panel.min}
      aria-valuemax={panel.max}
      onPointerDown={drag}
      onKeyDown={key}
      onDblClick={() => {
        set(panel.initial)
        keep()
      }}
    />
  )
}
