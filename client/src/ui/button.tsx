import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact'
import { Icon, type LucideIcon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { Spinner } from './progress.tsx'
import { tip } from './tooltip.tsx'
import './button.css'

export type ButtonVariant = 'quiet' | 'line' | 'primary' | 'danger' | 'link'
export type ControlSize = 'small' | 'dense' | 'large'

interface SharedProps {
  readonly variant?: ButtonVariant
  readonly size?: ControlSize
  readonly icon?: LucideIcon
  readonly ref?: Ref<HTMLButtonElement>
}

type NativeProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'size' | 'ref' | 'label' | 'children'>

interface ButtonProps extends SharedProps, NativeProps {
  readonly children?: ComponentChildren
  /** Shown beside the label, for example `mod+enter`; it does not bind the key. */
  readonly keys?: string
  /** Shows progress in place of the icon and refuses presses. */
  readonly busy?: boolean
}

/** A button with a label: a verb in sentence case. */
export function Button({
  variant = 'quiet',
  size = 'dense',
  icon,
  keys,
  busy = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`ui-button ${rest.class ?? ''}`}
      data-variant={variant}
      data-size={size}
      aria-busy={busy}
      disabled={busy || rest.disabled === true}
    >
      {busy ? <Spinner size="small" /> : icon && <Icon of={icon} size={size === 'small' ? 'tiny' : 'small'} />}
      {children}
      {keys && <Kbd keys={keys} />}
    </button>
  )
}

interface IconButtonProps extends SharedProps, NativeProps {
  readonly icon: LucideIcon
  /** What it does: read out, and shown as a tooltip. */
  readonly label: string
  readonly keys?: string
  /** For buttons that switch something on and off. */
  readonly pressed?: boolean
  readonly busy?: boolean
}

/** A square button that shows only an icon. */
export function IconButton(props: IconButtonProps) {
  const { variant = 'quiet', size = 'dense', icon, label, keys, pressed, busy = false, ...rest } = props
  return (
    <button
      type="button"
      {...tip(label, keys)}
      {...rest}
      class={`ui-button ui-icon-button ${rest.class ?? ''}`}
      data-variant={variant}
      data-size={size}
      aria-label={label}
      aria-busy={busy}
      disabled={busy || rest.disabled === true}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {busy ? <Spinner size="small" /> : <Icon of={icon} size={size === 'small' ? 'small' : 'normal'} />}
    </button>
  )
}
