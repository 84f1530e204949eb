import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Watermark } from './watermark.ts'

describe('The settled part of the log', () => {
  test('is all that was seen, when nothing was under way', () => {
    const watermark = new Watermark()
    equal(watermark.settled, 0)
    watermark.note({ last: 7, oldest: '100', next: '100' })
    equal(watermark.settled, 7)
  })

  test('does not go beyond what a transaction under way may still fill', () => {
    const watermark = new Watermark()
    watermark.note({ last: 7, oldest: '98', next: '100' })
    equal(watermark.settled, 0)
    watermark.note({ last: 9, oldest: '99', next: '104' })
    equal(watermark.settled, 0)
    watermark.note({ last: 9, oldest: '100', next: '104' })
    equal(watermark.settled, 7)
    watermark.note({ last: 12, oldest: '104', next: '105' })
    equal(watermark.settled, 9)
  })

  test('grows though there is always something under way', () => {
    const watermark = new Watermark()
    const grown = [1, 2, 3, 4].map((turn) => {
      watermark.note({ last: turn, oldest: `${turn}`, next: `${turn + 1}` })
      return watermark.settled
    })
    deepEqual(grown, [0, 1, 2, 3])
  })

  test('compares numbers of transactions as numbers', () => {
    const watermark = new Watermark()
    watermark.note({ last: 1, oldest: '9', next: '10' })
    equal(watermark.settled, 0)
  })

  test('does not wait for transactions of a server that has crashed, or handed over', () => {
    const watermark = new Watermark()
    watermark.note({ last: 7, oldest: '900', next: '1000' })
    watermark.note({ last: 7, oldest: '500', next: '501' })
    equal(watermark.settled, 7)
    watermark.note({ last: 9, oldest: '501', next: '502' })
    equal(watermark.settled, 7)
    watermark.note({ last: 9, oldest: '502', next: '503' })
    equal(watermark.settled, 9)
  })

  test('stays where it is through very many looks at one long transaction, and then catches up', () => {
    const watermark = new Watermark()
    for (let last = 1; last <= 1_000; last++) watermark.note({ last, oldest: '5', next: `${10 + last}` })
    equal(watermark.settled, 0)
    watermark.note({ last: 1_000, oldest: '2000', next: '2000' })
    watermark.note({ last: 1_000, oldest: '2000', next: '2000' })
    equal(watermark.settled, 1_000)
  })
})
