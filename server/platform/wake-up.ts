/** An interruptible sleep. A wake-up while nobody sleeps ends the next sleep at once. */
type WakeUp = { wake(): void; sleep(ms: number): Promise<'woken' | 'slept'> }

export function wakeUp(): WakeUp {
  let isWoken = false
  let wake: (() => void) | undefined
  return {
    wake: () => {
      isWoken = true
      wake?.()
    },
    sleep: async (ms) => {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = undefined
      }
      const how = isWoken ? 'woken' : 'slept'
      isWoken = false
      return how
    },
  }
}
