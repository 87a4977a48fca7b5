/** How much of a node is drawn: the whole card, its icon and title, or a block in the colour of its category. */
export type Detail = 'card' | 'title' | 'block'

const TITLE_BELOW = 0.6
const BLOCK_BELOW = 0.3

/** Text smaller than about 7 px says nothing, so each step drops what could not be read. */
export function detailAt(zoom: number): Detail {
  if (zoom < BLOCK_BELOW) return 'block'
  return zoom < TITLE_BELOW ? 'title' : 'card'
}
