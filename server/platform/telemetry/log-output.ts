import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

type LogOutputOptions = {
  /** A file descriptor with non-blocking writes: see `openStdout`. */
  fd: number
  /** The most characters that may be buffered. */
  maxLength?: number
  /** Called when a write succeeds again after lines were dropped. */
  onRecovered?: (dropped: number) => void
}

const MAX_LENGTH = 4 * 1024 * 1024
/** Lines are written in batches: at this many characters, or after this time. */
const BATCH_LENGTH = 8_192
const BATCH_MS = 200
/** The delay before a retry after EAGAIN, and after an error such as ENOSPC. */
const BUSY_RETRY_MS = 50
const FAILED_RETRY_MS = 1_000
const EXIT_FLUSH_MS = 500

/** After these errors no later write can succeed. */
const PERMANENT = new Set(['EPIPE', 'EBADF', 'ECONNRESET'])

/**
 * Writes lines to a file descriptor without blocking or failing its caller. If the disk is full or the reader stops, it
 * drops whole lines and counts them.
 */
export class LogOutput {
  readonly #fd: number
  readonly #maxLength: number
  readonly #onRecovered: (dropped: number) => void
  #waiting: string[] = []
  #waitingLength = 0
  /** What is being written. */
  #chunk: Buffer | undefined
  #isWriting = false
  #retry: NodeJS.Timeout | undefined
  #isClosed = false
  #dropped = 0
  #reported = 0

  constructor({ fd, maxLength = MAX_LENGTH, onRecovered = () => {} }: LogOutputOptions) {
    this.#fd = fd
    this.#maxLength = maxLength
    this.#onRecovered = onRecovered
    setInterval(() => this.#writeNext(), BATCH_MS).unref()
    process.on('exit', () => this.#flushSync())
  }

  /** The number of lines dropped so far. */
  get dropped(): number {
    return this.#dropped
  }

  /** Accepts whole lines. */
  write(text: string): void {
    if (this.#isClosed || this.#waitingLength + text.length > this.#maxLength) {
      this.#dropped += linesIn(text)
      return
    }
    this.#waiting.push(text)
    this.#waitingLength += text.length
    if (this.#waitingLength >= BATCH_LENGTH) this.#writeNext()
  }

  /** Resolves when everything is written, or after `limitMs`. */
  async flush(limitMs: number): Promise<void> {
    const deadline = performance.now() + limitMs
    for (;;) {
      clearTimeout(this.#retry)
      this.#retry = undefined
      this.#writeNext()
      if (!this.#chunk || performance.now() > deadline) return
      await sleep(5)
    }
  }

  #writeNext(): void {
    if (this.#isWriting || this.#retry) return
    this.#chunk ??= this.#takeWaiting()
    if (!this.#chunk) return
    this.#isWriting = true
    write(this.#fd, this.#chunk, (error, written) => {
      this.#isWriting = false
      if (error) this.#onError(error)
      else this.#onWritten(written)
    })
  }

  #takeWaiting(): Buffer | undefined {
    if (this.#waiting.length === 0) return undefined
    const chunk = Buffer.from(this.#waiting.join(''))
    this.#waiting = []
    this.#waitingLength = 0
    return chunk
  }

  #onWritten(written: number): void {
    const rest = this.#chunk?.subarray(written)
    this.#chunk = rest?.length ? rest : undefined
    if (!this.#chunk && this.#dropped > this.#reported) {
      const dropped = this.#dropped - this.#reported
      this.#reported = this.#dropped
      this.#onRecovered(dropped)
    }
    if (this.#chunk || this.#waitingLength >= BATCH_LENGTH) this.#writeNext()
  }

  #onError({ code = '' }: NodeJS.ErrnoException): void {
    if (PERMANENT.has(code)) {
      this.#close()
      return
    }
    const pause = code === 'EAGAIN' ? BUSY_RETRY_MS : FAILED_RETRY_MS
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#writeNext()
    }, pause).unref()
  }

  #close(): void {
    this.#isClosed = true
    this.#dropped += linesIn(String(this.#chunk)) + this.#waiting.length
    this.#chunk = undefined
    this.#waiting = []
  }

  /** Writes what remains when the process exits. A write that is running in a thread completes without this. */
  #flushSync(): void {
    let rest = Buffer.concat([
      (!this.#isWriting && this.#chunk) || Buffer.alloc(0),
      this.#takeWaiting() ?? Buffer.alloc(0),
    ])
    const deadline = performance.now() + EXIT_FLUSH_MS
    while (rest.length > 0 && performance.now() < deadline) {
      try {
        rest = rest.subarray(writeSync(this.#fd, rest))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      }
    }
  }
}

/**
 * A file descriptor for standard output with non-blocking writes. Pipes and terminals are opened again, so that other
 * processes that share them cannot make them block. Sockets cannot be opened; Node makes these non-blocking.
 */
export function openStdout(): number {
  if (fstatSync(1).isFile()) return 1
  try {
    return openSync('/dev/fd/1', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_APPEND)
  } catch {
    process.stdout.on('error', () => {})
    return 1
  }
}

const linesIn = (text: string): number => text.split('\n').length - 1
