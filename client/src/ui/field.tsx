import { type ComponentChildren, createContext } from 'preact'
import { useContext, useId } from 'preact/hooks'
import './field.css'

interface FieldLink {
  readonly id: string
  readonly describedBy: string | undefined
  readonly bad: boolean
}

const FieldContext = createContext<FieldLink | null>(null)

/** What a control inside a Field needs so that its label, hint and problem belong to it. */
export function useFieldAttributes(): { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean } {
  const link = useContext(FieldContext)
  if (link === null) return {}
  return {
    id: link.id,
    'aria-invalid': link.bad,
    ...(link.describedBy === undefined ? {} : { 'aria-describedby': link.describedBy }),
  }
}

interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  /** What is wrong and what to do; marks the control. */
  readonly problem?: ComponentChildren
  /** Stands at the right of the label. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

/** A control with its label above it, and a hint or a problem below. */
export function Field({ label, hint, problem, aside, children }: FieldProps) {
  const id = useId()
  const below = problem ?? hint
  const describedBy = below === undefined ? undefined : `${id}-below`
  return (
    <FieldContext.Provider value={{ id, describedBy, bad: problem !== undefined }}>
      <div class="ui-field">
        <div class="ui-field-top">
          <label for={id}>{label}</label>
          {aside}
        </div>
        {children}
        {below !== undefined && (
          <p id={describedBy} class="ui-field-below" data-bad={problem !== undefined}>
            {below}
          </p>
        )}
      </div>
    </FieldContext.Provider>
  )
}
