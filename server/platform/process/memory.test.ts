import { equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import { keepHeapSmall, releaseMemory, watchForIdle } from './memory.ts'

const MIB = 1024 * 1024

describe('Memory', () => {
  test('of the young generation is returned to the system', () => {
    const survivors = Array.from({ length: 500_000 }, (_, number) => ({ number }))
    const taken = youngRoom()
    releaseMemory()
    equal(survivors.length, 500_000)
    ok(youngRoom() < taken / 2, `${youngRoom()} of ${taken}`)
  })

  test('does not grow several times over because of garbage in the old generation', () => {
    keepHeapSmall()
    const needed = Array.from({ length: 1_000_000 }, (_, number) => ({ number, text: `${number}` }))
    releaseMemory()
    const inUse = getHeapStatistics().used_heap_size
    const window = new Array(100_000)
    let most = 0
    for (let turn = 0; turn < 6_000_000; turn++) {
      window[turn % window.length] = { turn, more: [turn] }
      if (turn % 50_000 === 0) most = Math.max(most, getHeapStatistics().total_physical_size)
    }
    equal(needed.length, 1_000_000)
    ok(most < inUse * 3, `${most / MIB} MiB of ${inUse / MIB}`)
  })

  test('is released after the first three idle samples in a row, and not under load', () => {
    const { check, givenBack } = watched({ heap: 80 * MIB })
    for (const busy of [0.01, 0.02, 0.4, 0.01, 0.01]) check(busy)
    equal(givenBack(), 0)
    check(0.02)
    equal(givenBack(), 1)
  })

  test('is not released again until the heap has grown enough and a minute was idle', () => {
    const { check, givenBack, grow } = watched({ heap: 80 * MIB })
    for (let second = 0; second < 100; second++) check(0.01)
    equal(givenBack(), 1)
    grow(15 * MIB)
    check(0.01)
    equal(givenBack(), 1)
    check(0.4)
    grow(MIB)
    for (let second = 0; second < 59; second++) check(0.01)
    equal(givenBack(), 1)
    check(0.01)
    equal(givenBack(), 2)
  })
})

function watched({ heap }: { heap: number }) {
  let utilization = 0
  let times = 0
  const check = watchForIdle({
    utilization: () => utilization,
    heapSize: () => heap,
    releaseMemory: () => {
      times++
      heap = 30 * MIB
    },
  })
  return {
    check: (busy: number) => {
      utilization = busy
      check()
    },
    grow: (bytes: number) => {
      heap += bytes
    },
    givenBack: () => times,
  }
}

function youngRoom(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.physical_space_size ?? 0
}
