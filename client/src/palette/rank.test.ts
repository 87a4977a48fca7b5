import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rank, score } from './rank.ts'

const order = (query: string, ...labels: string[]): readonly string[] => rank(query, labels, (label) => ({ label }))

describe('rank', () => {
  it.each<[query: string, labels: string[], expected: string[]]>([
    ['group', ['Desk grouping', 'Regroup', 'Group by'], ['Group by', 'Desk grouping', 'Regroup']],
    ['fi', ['Profile', 'Filter'], ['Filter', 'Profile']],
    ['o1', ['other', 'agg_ohlc_1m'], ['agg_ohlc_1m']],
    ['evt', ['relevant', 'event_time'], ['event_time']],
    ['dark', ['Duplicate workflow'], []],
    ['time', ['datetime_of_day', 'event_time'], ['event_time', 'datetime_of_day']],
    ['xyz', ['Filter'], []],
    ['', ['b', 'a'], ['b', 'a']],
  ])('%s', (query, labels, expected) => {
    expect(order(query, ...labels)).toEqual(expected)
  })

  it('finds what a description says, below what a name says', () => {
    const items = [
      { label: 'dim_instruments', more: 'What is traded, and its currency' },
      { label: 'currency_rates', more: '' },
    ]
    expect(rank('currency', items, (item) => item).map((item) => item.label)).toEqual([
      'currency_rates',
      'dim_instruments',
    ])
  })

  it('does not find letters scattered over a description', () => {
    expect(
      rank('crd', [{ label: 'Sort', more: 'Puts rows in an order, columns read from left' }], (item) => item),
    ).toEqual([])
  })

  it('finds every text by itself', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !/\s/.test(text)),
        (text) => {
          // Some letters change their length with their case; such a text need not find itself.
          fc.pre(text.toLowerCase().length === text.length)
          expect(score(text, text)).not.toBeNull()
        },
      ),
    )
  })
})
