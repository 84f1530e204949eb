import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Settling } from './settling.ts'

describe('The settled part of the log', () => {
  test('is all that was seen, when nothing was under way', () => {
    const settling = new Settling()
    equal(settling.settled, 0)
    settling.note({ last: 7, oldest: '100', next: '100' })
    equal(settling.settled, 7)
  })

  test('does not go beyond what a transaction under way may still fill', () => {
    const settling = new Settling()
    settling.note({ last: 7, oldest: '98', next: '100' })
    equal(settling.settled, 0)
    settling.note({ last: 9, oldest: '99', next: '104' })
    equal(settling.settled, 0)
    settling.note({ last: 9, oldest: '100', next: '104' })
    equal(settling.settled, 7)
    settling.note({ last: 12, oldest: '104', next: '105' })
    equal(settling.settled, 9)
  })

  test('grows though there is always something under way', () => {
    const settling = new Settling()
    const grown = [1, 2, 3, 4].map((turn) => {
      settling.note({ last: turn, oldest: `${turn}`, next: `${turn + 1}` })
      return settling.settled
    })
    deepEqual(grown, [0, 1, 2, 3])
  })

  test('compares numbers of transactions as numbers', () => {
    const settling = new Settling()
    settling.note({ last: 1, oldest: '9', next: '10' })
    equal(settling.settled, 0)
  })

  test('does not wait for transactions of a server that has crashed, or handed over', () => {
    const settling = new Settling()
    settling.note({ last: 7, oldest: '900', next: '1000' })
    settling.note({ last: 7, oldest: '500', next: '501' })
    equal(settling.settled, 7)
    settling.note({ last: 9, oldest: '501', next: '502' })
    equal(settling.settled, 7)
    settling.note({ last: 9, oldest: '502', next: '503' })
    equal(settling.settled, 9)
  })

  test('stays where it is through very many looks at one long transaction, and then catches up', () => {
    const settling = new Settling()
    for (let last = 1; last <= 1_000; last++) settling.note({ last, oldest: '5', next: `${10 + last}` })
    equal(settling.settled, 0)
    settling.note({ last: 1_000, oldest: '2000', next: '2000' })
    settling.note({ last: 1_000, oldest: '2000', next: '2000' })
    equal(settling.settled, 1_000)
  })
})
