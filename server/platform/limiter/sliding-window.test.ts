import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { slidingWindow } from './sliding-window.ts'

const situation = fc.record({
  max: fc.integer({ min: 1, max: 5000 }),
  windowSeconds: fc.integer({ min: 1, max: 3600 }),
  previous: fc.nat({ max: 5000 }),
  current: fc.nat({ max: 5000 }),
  now: fc.nat({ max: 2_000_000_000 }),
})

test('a request succeeds after the wait that a rejection reports, and not a second earlier', () => {
  fc.assert(
    fc.property(situation, ({ max, windowSeconds, previous, current, now }) => {
      const usage = { previous: Math.min(previous, max), current: Math.min(current, max) }
      const window = slidingWindow({ max, windowSeconds })
      if (window.hasRoom(usage, now)) return
      const { resetSeconds } = window.decision(usage, now, false)
      const usageAt = (later: number) => {
        const windows = window.indexAt(later) - window.indexAt(now)
        if (windows === 0) return usage
        return windows === 1 ? { previous: usage.current, current: 0 } : { previous: 0, current: 0 }
      }
      // One millisecond for floating-point rounding.
      const then = now + resetSeconds * 1000 + 1
      ok(window.hasRoom(usageAt(then), then))
      const sooner = now + (resetSeconds - 1) * 1000 - 1
      if (sooner > now) equal(window.hasRoom(usageAt(sooner), sooner), false)
    }),
  )
})

test('the remaining requests are allowed, and not one more', () => {
  fc.assert(
    fc.property(situation, ({ max, windowSeconds, previous, current, now }) => {
      const usage = { previous, current }
      const window = slidingWindow({ max, windowSeconds })
      const { remaining } = window.decision(usage, now, true)
      for (let left = remaining; left > 0; left--, usage.current++) ok(window.hasRoom(usage, now))
      equal(window.hasRoom(usage, now), false)
    }),
  )
})
