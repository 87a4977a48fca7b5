import { keyCaps } from './keys.ts'
import './kbd.css'

/** A key combination such as `mod+shift+z`, drawn for this platform. */
export function Kbd({ keys }: { readonly keys: string }) {
  const caps = keyCaps(keys)
  const joined = caps.every((cap) => cap.length === 1)
  return <kbd class="ui-kbd">{caps.join(joined ? '' : ' ')}</kbd>
}
