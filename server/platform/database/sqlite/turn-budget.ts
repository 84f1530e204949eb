/**
 * Spreads reads, which SQLite answers synchronously, over turns of the event loop: once those of a turn have taken
 * `MOST_MS`, the next ones wait for the turn after it. So a request with several long reads holds the others up for one at a time.
 */
export class TurnBudget {
  #spentMs = 0
  #nextTurn: Promise<void> | undefined

  run<R>(read: () => Promise<R>): Promise<R> {
    return this.#spentMs < MOST_MS ? this.#runNow(read) : this.#runLater(read)
  }

  #runNow<R>(read: () => Promise<R>): Promise<R> {
    this.#nextTurn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#spentMs = 0
        this.#nextTurn = undefined
        resolve()
      })
    })
    const begun = performance.now()
    const result = read()
    this.#spentMs += performance.now() - begun
    return result
  }

  async #runLater<R>(read: () => Promise<R>): Promise<R> {
    while (this.#spentMs >= MOST_MS) await this.#nextTurn
    return this.#runNow(read)
  }
}

const MOST_MS = 10
