import { clock } from '../../../platform/clock.ts'

/*
 * A rank is a place in the manual order: a text of the digits 0 to z that sorts byte by byte, with room for another
 * rank between any two. It begins with a position, encoded as a number whose digits sort like it, and continues with
 * digits that distinguish it from other ranks at that position. No rank ends with 0, because nothing fits between `a`
 * and `a0`.
 */

const BASE = 36
/** Enough for the 64 bits of a number. */
const POSITION_DIGITS = 13
const SIGN = 1n << 63n
const ALL_BITS = (1n << 64n) - 1n

/** The largest position that a client may send; its negative is the smallest. */
export const LARGEST_POSITION = 1e15

/** The position of a new task: behind every position that was assigned from the time before. */
export const endPosition = (): number => tick() / 1000

/**
 * A rank at a position, behind those that this process has made there before. Random digits distinguish it from ranks
 * of other processes.
 */
export function rankAt(position: number): string {
  return leading(position) + tick().toString(BASE).padStart(11, '0') + randomDigits()
}

/** The position that a rank begins with. */
export function positionOf(rank: string): number {
  const digits = rank.slice(0, POSITION_DIGITS).padEnd(POSITION_DIGITS, '0')
  const value = Array.from(digits).reduce((sum, digit) => sum * BigInt(BASE) + BigInt(Number.parseInt(digit, BASE)), 0n)
  buffer.setBigUint64(0, value & SIGN ? value ^ SIGN : value ^ ALL_BITS)
  return buffer.getFloat64(0)
}

/** A rank between two neighbours, either of which may be missing. The lower one must come first. */
export function rankBetween(lower: string | undefined, upper: string | undefined): string {
  if (lower === undefined && upper === undefined) return rankAt(endPosition())
  if (upper === undefined) {
    const position = Math.floor(positionOf(lower as string)) + 1
    if (position <= LARGEST_POSITION) return rankAt(position)
  }
  if (lower === undefined) {
    const position = Math.ceil(positionOf(upper as string)) - 1
    if (position >= -LARGEST_POSITION) return rankAt(position)
  }
  return middle(lower ?? leading(-LARGEST_POSITION), upper ?? `${leading(LARGEST_POSITION)}z`) + randomDigits()
}

/** A number of ranks between two others, in order and evenly spread. */
export function ranksBetween(lower: string | undefined, upper: string | undefined, count: number): string[] {
  if (count === 0) return []
  const half = Math.floor((count - 1) / 2)
  const rank = rankBetween(lower, upper)
  return [...ranksBetween(lower, rank, half), rank, ...ranksBetween(rank, upper, count - 1 - half)]
}

const buffer = new DataView(new ArrayBuffer(8))

/**
 * A number in digits that sort like it: its bits, with the sign bit inverted, and all bits inverted for a negative
 * number.
 */
function leading(position: number): string {
  // Adding 0 turns -0 into 0, which it equals.
  buffer.setFloat64(0, position + 0)
  const bits = buffer.getBigUint64(0)
  return (bits & SIGN ? bits ^ ALL_BITS : bits ^ SIGN).toString(BASE).padStart(POSITION_DIGITS, '0')
}

/** The shortest text between two that is not a prefix of the upper one, so that any digits may follow it. */
function middle(lower: string, upper: string): string {
  if (lower >= upper) throw new RangeError(`there is no rank between ${lower} and ${upper}`)
  let at = 0
  while (digitAt(lower, at) === digitAt(upper, at)) at++
  const [low, high] = [digitAt(lower, at), digitAt(upper, at)]
  const common = upper.slice(0, at)
  if (high - low > 1) return common + digit((low + high) / 2)
  let text = common + digit(low)
  for (at++; digitAt(lower, at) === BASE - 1; at++) text += digit(BASE - 1)
  return text + digit((digitAt(lower, at) + BASE + 1) / 2)
}

const digitAt = (text: string, index: number): number => Number.parseInt(text[index] ?? '0', BASE)
const digit = (value: number): string => Math.floor(value).toString(BASE)

let ticks = 0

/** Microseconds that never go back, even if the clock does. */
function tick(): number {
  ticks = Math.max(clock.millis() * 1000, ticks + 1)
  return ticks
}

/** Distinguishes ranks that two processes make at the same time. */
const randomDigits = (): string =>
  Math.floor(Math.random() * BASE ** 4)
    .toString(BASE)
    .padStart(4, '0') + digit(1 + Math.random() * (BASE - 1))
