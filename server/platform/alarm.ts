/** A sleep that others may cut short. A ring while nobody sleeps is kept for the next who would. */
export type Alarm = { ring(): void; sleep(ms: number): Promise<'rung' | 'slept'> }

export function alarm(): Alarm {
  let isRung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      isRung = true
      wake?.()
    },
    sleep: async (ms) => {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = undefined
      }
      const how = isRung ? 'rung' : 'slept'
      isRung = false
      return how
    },
  }
}
