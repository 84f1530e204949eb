import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, constantFrom, double, integer, oneof, property } from 'fast-check'
import { LARGEST_POSITION, positionOf, rankAt, rankBetween, ranksBetween } from './ranks.ts'

const positions = oneof(
  integer(),
  double({ min: -LARGEST_POSITION, max: LARGEST_POSITION, noNaN: true }),
  constantFrom(0, -0, 1e-300, -1e-300, LARGEST_POSITION, -LARGEST_POSITION, 1_796_000_000_000.001),
)

describe('Ranks', () => {
  test('sort like the positions that they encode', () => {
    check(
      property(positions, positions, (one, other) => {
        equal(positionOf(rankAt(one)), one + 0)
        if (one < other) ok(rankAt(one) < rankAt(other))
      }),
    )
  })

  test('at one position sort in the order of their creation', () => {
    const ranks = Array.from({ length: 1000 }, () => rankAt(7))
    deepEqual(ranks.toSorted(), ranks)
    equal(new Set(ranks).size, 1000)
  })

  test('leave room between any two, and before and after all', () => {
    check(
      property(positions, positions, integer({ min: 0, max: 50 }), (one, other, count) => {
        const [lower = '', upper = ''] = [rankAt(one), rankAt(other)].sort()
        for (const [from, to] of [
          [lower, upper],
          [undefined, lower],
          [upper, undefined],
        ]) {
          const ranks = [from ?? '', ...ranksBetween(from, to, count), to ?? 'zz']
          deepEqual(ranks.toSorted(), ranks)
          equal(new Set(ranks).size, count + 2)
          for (const rank of ranks.slice(1, -1)) {
            const position = positionOf(rank)
            ok(Math.abs(position) <= LARGEST_POSITION, `${position}`)
            ok(position >= (from ? positionOf(from) : position) && position <= (to ? positionOf(to) : position))
          }
        }
      }),
    )
  })

  test('can be inserted between two without limit, from either side and in the middle', () => {
    check(
      property(positions, integer({ min: 0, max: 2 }), (position, side) => {
        let [lower, upper] = [rankAt(position), rankAt(position)]
        for (let moves = 0; moves < 1000; moves++) {
          const rank = rankBetween(lower, upper)
          ok(lower < rank && rank < upper)
          if (side === 0 || (side === 2 && moves % 2 === 0)) upper = rank
          else lower = rank
        }
        ok(rankBetween(lower, upper).length < 400, 'a move takes a fifth of a digit or so')
      }),
      { numRuns: 20 },
    )
  })
})
