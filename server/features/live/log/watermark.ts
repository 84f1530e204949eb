/** What one look at the end of the log saw: its last event, and the transactions that were under way. */
export type Look = { last: number; oldest: string; next: string }

/**
 * Finds how far the log is settled, in the order of ids: no event with a lower id can appear any more.
 *
 * Transactions draw ids before they commit. But one that had not begun when we looked draws higher ids than any that we
 * saw; so once all that were under way then have ended, everything up to the last event that we saw has its final
 * form. The order of ids agrees with the order of cause and effect: of two transactions that change the same row
 * the second waits for the first, and only then draws its ids. Order by transaction number would not: a transaction gets
 * its number when it begins to write, and may change this row long after a later one has.
 */
export class Watermark {
  #settled = 0
  #looks: Look[] = []

  /** Everything up to here has its final form. */
  get settled(): number {
    return this.#settled
  }

  /** Takes a look into account; looks must come in the order in which they were made. */
  note(look: Look): void {
    this.#forgetFormerServer(look)
    const oldest = Number(look.oldest)
    const newest = this.#looks.at(-1)?.last ?? this.#settled
    if (look.last > newest && this.#looks.length < MOST_LOOKS) this.#looks.push(look)
    while (this.#looks[0] && Number(this.#looks[0].next) <= oldest) {
      this.#settled = Math.max(this.#settled, (this.#looks.shift() as Look).last)
    }
  }

  /** Each look draws a number of its own. One that is lower comes from another server: all that was under way has ended. */
  #forgetFormerServer({ next }: Look): void {
    const former = this.#looks.at(-1)
    if (!former || Number(next) >= Number(former.next)) return
    this.#settled = Math.max(this.#settled, former.last)
    this.#looks = []
  }
}

const MOST_LOOKS = 64
