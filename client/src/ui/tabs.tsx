import type { ComponentChildren } from 'preact'
import './tabs.css'

interface TabsProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly tabs: readonly { readonly value: Value; readonly label: string; readonly badge?: ComponentChildren }[]
  readonly onChange: (value: Value) => void
  /** Stands at the right end of the line. */
  readonly aside?: ComponentChildren
}

export const tabId = (value: string): string => `tab-${value}`
export const tabPanelId = (value: string): string => `tabpanel-${value}`

/** A line of tabs; arrows move. What they show is the caller's: `role="tabpanel"` with `id={tabPanelId(value)}`. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, aside }: TabsProps<Value>) {
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const at = tabs.findIndex((tab) => tab.value === value)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    if (!next) return
    onChange(next.value)
    document.getElementById(tabId(next.value))?.focus()
  }
  return (
    <div class="ui-tabs">
      <div class="ui-tabs-list" role="tablist" aria-label={label} onKeyDown={step}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={tabId(tab.value)}
            aria-selected={tab.value === value}
            aria-controls={tabPanelId(tab.value)}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
            {tab.badge}
          </button>
        ))}
      </div>
      {aside !== undefined && <div class="ui-tabs-aside">{aside}</div>}
    </div>
  )
}
