import { wakeUp } from '../../../platform/wake-up.ts'
import type { Db } from '../../../tables/tables.ts'
import { type EventMessage, eventMessage } from './event-message.ts'
import { findLastEvent, listEventsAfter, listEventsBetween } from './queries.ts'
import { Watermark } from './watermark.ts'

type TailOptions = {
  /** How often the log is read without a notification. */
  pollMs: number
  /** Called with each event in order, in the same turn in which `position` moves past it. */
  onEvent(event: EventMessage): void
  onError(reason: unknown): void
}

const EVENTS_AT_ONCE = 500
const BUFFERED_EVENTS = 2_000
/** Commits within this time are read together. */
const BATCH_WINDOW_MS = 3
/** How soon to read again if events stand behind a running transaction. */
const UNSETTLED_MS = 10

type Waiting = { position: number; resolve(): void; reject(reason: Error): void }

/** Follows the end of the log for all connections of this process. */
export class LogTail {
  readonly #db: Db
  readonly #options: TailOptions
  readonly #wake = wakeUp()
  readonly #watermark = new Watermark()
  readonly #waiting = new Set<Waiting>()
  #buffer: EventMessage[] = []
  /** The events after this position are in memory. */
  #bufferedAfter = 0
  #position = 0
  #isStopped = false

  private constructor(db: Db, options: TailOptions) {
    this.#db = db
    this.#options = options
  }

  /** Finds the end of the log, and follows it from there once `position` is known. */
  static open(db: Db, options: TailOptions): { tail: LogTail; started: Promise<void> } {
    const tail = new LogTail(db, options)
    const started = tail.#findEnd().then(() => void tail.#run())
    return { tail, started }
  }

  /** The last event passed to `onEvent`; no earlier one can follow. */
  get position(): number {
    return this.#position
  }

  /** The events after a position up to `position`, if all of them are in memory. */
  recent(after: number): readonly EventMessage[] | undefined {
    return after >= this.#bufferedAfter ? this.#buffer.filter(({ id }) => id > after) : undefined
  }

  /** The events after a position up to `position`, at most one page. */
  async page(after: number): Promise<EventMessage[]> {
    return (await listEventsBetween(this.#db, after, this.#position, EVENTS_AT_ONCE)).map(eventMessage)
  }

  /** Resolves once `position` has reached this value; rejects if the tail is stopped before. */
  reach(position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (position <= this.#position) return resolve()
      this.#waiting.add({ position, resolve, reject })
      this.#wake.wake()
    })
  }

  /** Signals that the log may have grown. Cheap. */
  wake(): void {
    this.#wake.wake()
  }

  stop(): void {
    this.#isStopped = true
    this.#wake.wake()
    for (const one of this.#waiting) one.reject(new Error('the event log is no longer followed'))
    this.#waiting.clear()
  }

  async #findEnd(): Promise<void> {
    const last = await this.#readEnd()
    while (this.#watermark.settled < last && !this.#isStopped) {
      await this.#wake.sleep(UNSETTLED_MS)
      await this.#readEnd()
    }
    this.#position = this.#watermark.settled
    this.#bufferedAfter = this.#position
  }

  async #readEnd(): Promise<number> {
    const last = await findLastEvent(this.#db)
    if (last) this.#watermark.add({ last: last.id, oldest: last.oldest, next: last.next })
    return last?.id ?? 0
  }

  async #run(): Promise<void> {
    let isFailing = false
    while (!this.#isStopped) {
      let isMoreToSettle = false
      try {
        isMoreToSettle = await this.#readNewEvents()
        isFailing = false
      } catch (reason) {
        // Reported once for each outage, not for each attempt.
        if (!isFailing && !this.#isStopped) this.#options.onError(reason)
        isFailing = true
      }
      await this.#wake.sleep(isMoreToSettle ? UNSETTLED_MS : this.#options.pollMs)
      if (!this.#isStopped) await new Promise((resolve) => setTimeout(resolve, BATCH_WINDOW_MS))
    }
  }

  /** Passes on the settled events; returns true if there are more that have not settled. */
  async #readNewEvents(): Promise<boolean> {
    for (;;) {
      const rows = await listEventsAfter(this.#db, this.#position, EVENTS_AT_ONCE)
      const last = rows.at(-1)
      if (!last || this.#isStopped) return false
      this.#watermark.add({ last: last.id, oldest: last.oldest, next: last.next })
      for (const row of rows) if (row.id <= this.#watermark.settled) this.#dispatch(eventMessage(row))
      if (this.#watermark.settled < last.id) return true
    }
  }

  #dispatch(event: EventMessage): void {
    this.#position = event.id
    this.#buffer.push(event)
    if (this.#buffer.length >= 2 * BUFFERED_EVENTS) {
      this.#bufferedAfter = this.#buffer[BUFFERED_EVENTS - 1]?.id as number
      this.#buffer = this.#buffer.slice(BUFFERED_EVENTS)
    }
    this.#options.onEvent(event)
    for (const one of this.#waiting) if (one.position <= event.id && this.#waiting.delete(one)) one.resolve()
  }
}
