import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Watermark } from './watermark.ts'

describe('The watermark of the log', () => {
  test('covers every event that was read when no transaction was open', () => {
    const watermark = new Watermark()
    equal(watermark.settled, 0)
    watermark.add({ last: 7, oldest: '100', next: '100' })
    equal(watermark.settled, 7)
  })

  test('does not pass events that an open transaction may still precede', () => {
    const watermark = new Watermark()
    watermark.add({ last: 7, oldest: '98', next: '100' })
    equal(watermark.settled, 0)
    watermark.add({ last: 9, oldest: '99', next: '104' })
    equal(watermark.settled, 0)
    watermark.add({ last: 9, oldest: '100', next: '104' })
    equal(watermark.settled, 7)
    watermark.add({ last: 12, oldest: '104', next: '105' })
    equal(watermark.settled, 9)
  })

  test('advances even though some transaction is always open', () => {
    const watermark = new Watermark()
    const grown = [1, 2, 3, 4].map((turn) => {
      watermark.add({ last: turn, oldest: `${turn}`, next: `${turn + 1}` })
      return watermark.settled
    })
    deepEqual(grown, [0, 1, 2, 3])
  })

  test('compares transaction ids as numbers', () => {
    const watermark = new Watermark()
    watermark.add({ last: 1, oldest: '9', next: '10' })
    equal(watermark.settled, 0)
  })

  test('does not wait for transactions of a server that has crashed or failed over', () => {
    const watermark = new Watermark()
    watermark.add({ last: 7, oldest: '900', next: '1000' })
    watermark.add({ last: 7, oldest: '500', next: '501' })
    equal(watermark.settled, 7)
    watermark.add({ last: 9, oldest: '501', next: '502' })
    equal(watermark.settled, 7)
    watermark.add({ last: 9, oldest: '502', next: '503' })
    equal(watermark.settled, 9)
  })

  test('waits through many polls for one long transaction, and then catches up', () => {
    const watermark = new Watermark()
    for (let last = 1; last <= 1_000; last++) watermark.add({ last, oldest: '5', next: `${10 + last}` })
    equal(watermark.settled, 0)
    watermark.add({ last: 1_000, oldest: '2000', next: '2000' })
    watermark.add({ last: 1_000, oldest: '2000', next: '2000' })
    equal(watermark.settled, 1_000)
  })
})
