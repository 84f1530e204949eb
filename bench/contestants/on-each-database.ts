import { comparisonShape } from '../dataset/shapes.ts'
import { type Arena, openArena } from './arena.ts'
import type { Contestant, Place } from './contestant.ts'
import { docket } from './docket.ts'

/** Runs `measure` for Docket on either database, with the tables filled, and cleans up whatever happens. */
export async function onEachDatabase<R>(measure: (contestant: Contestant, place: Place, arena: Arena) => Promise<R>) {
  const arena = await openArena()
  const results: R[] = []
  try {
    for (const contestant of [docket('sqlite'), docket('postgres')]) {
      const place = await arena.makePlace(contestant.name)
      await contestant.prepare(place, comparisonShape())
      results.push(await measure(contestant, place, arena))
    }
    return results
  } finally {
    await arena.close()
  }
}
