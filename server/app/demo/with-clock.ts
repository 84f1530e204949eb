import { clock } from '../../platform/clock.ts'

/** Sets the clock of this process to other times while `work` runs. Nothing else may rely on it meanwhile. */
export async function withClock<R>(work: (setTime: (at: number) => void) => Promise<R>): Promise<R> {
  const present = clock.millis
  try {
    return await work((at) => {
      clock.millis = () => at
    })
  } finally {
    clock.millis = present
  }
}
