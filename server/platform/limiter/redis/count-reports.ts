export type Count = [key: string, count: number]

const REPORT_EVERY_MS = 100
const KEYS_IN_A_REPORT = 500

/** Collects counts of the current window, and sends them together, `KEYS_IN_A_REPORT` keys at a time. */
export class CountReports {
  readonly #send: (index: number, counts: Count[]) => Promise<void>
  #unsent = new Map<string, number>()
  #index = 0
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(send: (index: number, counts: Count[]) => Promise<void>) {
    this.#send = send
  }

  /** Sets the current window, by index. The counts of another one are sent at once. */
  moveTo(index: number): void {
    if (index === this.#index) return
    this.#report()
    this.#index = index
  }

  /** Adds one, and returns the count that has not been sent. */
  add(key: string): number {
    const count = this.unsent(key) + 1
    this.#unsent.set(key, count)
    return count
  }

  unsent(key: string): number {
    return this.#unsent.get(key) ?? 0
  }

  /** Sends at the end of this turn of the event loop. */
  sendNow(): void {
    this.#immediate ??= setImmediate(() => this.#report())
  }

  sendSoon(): void {
    this.#timer ??= setTimeout(() => this.#report(), REPORT_EVERY_MS).unref()
  }

  #report(): void {
    clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.#immediate = this.#timer = undefined
    const counts = [...this.#unsent]
    this.#unsent = new Map()
    for (let at = 0; at < counts.length; at += KEYS_IN_A_REPORT) {
      void this.#send(this.#index, counts.slice(at, at + KEYS_IN_A_REPORT))
    }
  }
}
