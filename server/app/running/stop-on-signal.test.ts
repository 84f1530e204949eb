import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Phase, stopInOrder } from './stop-on-signal.ts'

describe('Stopping', () => {
  const order: string[] = []
  const phase = (what: string, stop: () => Promise<unknown>): Phase => ({
    what,
    limitMs: 50,
    stop: async () => {
      order.push(what)
      await stop()
    },
  })

  test('runs the phases in order, even when one fails and one never ends', async () => {
    const phases = [
      phase('requests', async () => {}),
      phase('worker', () => Promise.reject(new Error('broken'))),
      phase('mail', () => new Promise(() => {})),
      phase('database', async () => {}),
    ]
    equal(await stopInOrder(phases, undefined), false)
    deepEqual(order.splice(0), ['requests', 'worker', 'mail', 'database'])
    equal(await stopInOrder([phases[0], phases[3]] as Phase[], undefined), true)
  })
})
