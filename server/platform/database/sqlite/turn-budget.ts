/**
 * Spreads the synchronous statements of SQLite over turns of the event loop: once those of a turn have taken `mostMs`,
 * the next ones wait for the following turn, in order. A request with many statements thus blocks others only for a
 * part of them. With `countsAll`, all time since the first statement of the turn counts, not only that of statements.
 */
export class TurnBudget {
  readonly #mostMs: number
  readonly #countsAll: boolean
  #spentMs = 0
  #begun = 0
  #nextTurn: Promise<void> | undefined
  #waiting = 0

  constructor(mostMs: number, { countsAll = false } = {}) {
    this.#mostMs = mostMs
    this.#countsAll = countsAll
  }

  run<R>(statement: () => Promise<R>): Promise<R> {
    return this.#isSpent() ? this.#runLater(statement) : this.#runNow(statement)
  }

  #isSpent(): boolean {
    if (this.#nextTurn === undefined) return false
    return (this.#countsAll ? performance.now() - this.#begun : this.#spentMs) >= this.#mostMs
  }

  #runNow<R>(statement: () => Promise<R>): Promise<R> {
    const begun = performance.now()
    if (this.#nextTurn === undefined) this.#beginTurn(begun)
    const result = statement()
    this.#spentMs += performance.now() - begun
    return result
  }

  #beginTurn(now: number): void {
    this.#spentMs = 0
    this.#begun = now
    this.#nextTurn = new Promise((resolve) => {
      setImmediate(() => {
        this.#nextTurn = undefined
        resolve()
      })
    })
  }

  async #runLater<R>(statement: () => Promise<R>): Promise<R> {
    this.#waiting++
    while (this.#isSpent()) await this.#nextTurn
    this.#waiting--
    return this.#runNow(statement)
  }

  /** True if statements are waiting for a turn. */
  get isBehind(): boolean {
    return this.#waiting > 0
  }

  /** Resolves when no statement is waiting. */
  async caughtUp(): Promise<void> {
    while (this.#waiting > 0) await this.#nextTurn
  }
}
