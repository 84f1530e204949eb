/** One read of the end of the log: its last event, and the transactions that were running. */
type LogEnd = { last: number; oldest: string; next: string }

/**
 * The watermark of the event log: the highest id below which no event can appear any more. Transactions take ids before
 * they commit. A transaction that begins after a read takes higher ids than any in that read. Once all transactions
 * that were running at a read have ended, everything up to its last event is therefore final. The order of ids agrees
 * with cause and effect: of two transactions that change the same row, the second waits for the first, and only then
 * takes its ids. The order of transaction numbers does not: a transaction gets its number when it begins to write, and
 * may change a row long after a later one.
 */
export class Watermark {
  #settled = 0
  #reads: LogEnd[] = []

  /** The watermark. */
  get settled(): number {
    return this.#settled
  }

  /** Adds a read. Reads must be added in the order in which they were made. */
  add(read: LogEnd): void {
    this.#dropReadsOfFormerServer(read)
    const oldest = Number(read.oldest)
    const newest = this.#reads.at(-1)?.last ?? this.#settled
    if (read.last > newest && this.#reads.length < MAX_READS) this.#reads.push(read)
    while (this.#reads[0] && Number(this.#reads[0].next) <= oldest) {
      this.#settled = Math.max(this.#settled, (this.#reads.shift() as LogEnd).last)
    }
  }

  /**
   * Each read takes a transaction number. A lower number comes from another server, where all earlier transactions have
   * ended.
   */
  #dropReadsOfFormerServer({ next }: LogEnd): void {
    const former = this.#reads.at(-1)
    if (!former || Number(next) >= Number(former.next)) return
    this.#settled = Math.max(this.#settled, former.last)
    this.#reads = []
  }
}

const MAX_READS = 64
