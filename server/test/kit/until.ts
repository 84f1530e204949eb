import { deepEqual } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

const LONGEST_MS = 120_000
const LONGEST_PAUSE_MS = 100

type Found<Looked> = Exclude<Looked, undefined | null | false | 0 | ''>

/** Waits until `look` returns something true, and returns that. */
export async function until<Looked>(
  look: () => Looked | Promise<Looked>,
  longestMs = LONGEST_MS,
): Promise<Found<Looked>> {
  const began = Date.now()
  for (;;) {
    const looked = await look()
    if (looked) return looked as Found<Looked>
    const waited = Date.now() - began
    if (waited > longestMs) throw new Error(`Waited ${longestMs} ms in vain for ${look}`)
    await sleep(Math.min(LONGEST_PAUSE_MS, 1 + waited / 10))
  }
}

/** Waits until `read` returns the expected value; shows the difference if that takes too long. */
export async function untilEqual<Read>(
  read: () => Read | Promise<Read>,
  expected: Read,
  longestMs = 30_000,
): Promise<void> {
  let last: Read | undefined
  const isEqual = async () => {
    last = await read()
    return isDeepStrictEqual(last, expected)
  }
  await until(isEqual, longestMs).catch(() => deepEqual(last, expected))
}

/** Waits so long that something which must not happen would have happened. */
export const settle = (ms: number): Promise<void> => sleep(ms)

/** Lets time pass that is part of a scenario, such as the duration of slow work. Never waits for something: `until` does. */
export const elapse = (ms: number): Promise<void> => sleep(ms)
