import { seededRandom } from '../../platform/seeded-random.ts'
import { required } from './required.ts'

/** Pseudo-random choices: the same seed makes the same ones. */
export type Random = {
  /** At least 0 and below 1. */
  next(): number
  chance(probability: number): boolean
  /** An integer, both bounds included. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
  some<T>(choices: readonly T[], count: number): T[]
  /** One of the keys, with a probability proportional to its weight. */
  weighted<K extends string>(weights: Record<K, number>): K
}

export function randomFrom(seed: number): Random {
  const next = seededRandom(seed)
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(next() * choices.length)] as T
  return {
    next,
    chance: (probability) => next() < probability,
    between,
    pick,
    some: (choices, count) => {
      const left = [...choices]
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(between(0, left.length - 1), 1),
      ).flat()
    },
    weighted: <K extends string>(weights: Record<K, number>) => {
      const entries = Object.entries(weights) as [K, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const found = entries.find(([, weight]) => {
        left -= weight
        return left < 0
      })
      return required(found ?? entries[0])[0]
    },
  }
}
