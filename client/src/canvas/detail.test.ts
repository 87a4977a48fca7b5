import { expect, test } from 'vitest'
import { detailAt } from './detail.ts'

test.each([
  [0.05, 'block'],
  [0.299, 'block'],
  [0.3, 'title'],
  [0.599, 'title'],
  [0.6, 'card'],
  [2, 'card'],
])('at zoom %d a node is drawn as a %s', (zoom, detail) => {
  expect(detailAt(zoom)).toBe(detail)
})
