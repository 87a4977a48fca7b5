import { X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { IconButton } from './button.tsx'
import './dialog.css'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ComponentChildren
  /** Buttons, the main one last. */
  readonly footer?: ComponentChildren
  readonly size?: 'small' | 'normal' | 'wide'
}

/** A modal dialog: the browser keeps the focus inside and everything else out of reach; Esc closes. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null
}

function OpenDialog({ onClose, title, children, footer, size = 'normal' }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal?.()
    return () => dialog?.close?.()
  }, [])
  return (
    <dialog
      ref={element}
      class="ui-dialog float"
      data-size={size}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (event.target === element.current) onClose()
      }}
    >
      <div class="ui-dialog-inner">
        <header class="ui-dialog-header">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon={X} label="Close" onClick={onClose} />
        </header>
        <div class="ui-dialog-body">{children}</div>
        {footer && <footer class="ui-dialog-footer">{footer}</footer>}
      </div>
    </dialog>
  )
}
