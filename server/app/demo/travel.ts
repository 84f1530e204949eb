import { clock } from '../../platform/clock.ts'

/** Lets the clock of this process show other times while `work` runs. Nobody else may rely on it meanwhile. */
export async function travelling<R>(work: (goTo: (at: number) => void) => Promise<R>): Promise<R> {
  const present = clock.millis
  try {
    return await work((at) => {
      clock.millis = () => at
    })
  } finally {
    clock.millis = present
  }
}
