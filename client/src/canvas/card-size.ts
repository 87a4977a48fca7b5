/** Every card has this size in canvas units at every level of detail, so edges never move while zooming. */
export const CARD_WIDTH = 216
export const CARD_HEIGHT = 82

/** Cards and their gaps fall on this grid. */
export const GRID = 20
/** Distance between neighbouring cards, left to right and top to bottom. */
export const GAP_X = 76
export const GAP_Y = 44

/** Height of the n-th of `count` ports above the card's top, spread evenly around the middle. */
export function portOffset(index: number, count: number): number {
  const step = Math.min(24, CARD_HEIGHT / (count + 1))
  return CARD_HEIGHT / 2 + (index - (count - 1) / 2) * step
}
