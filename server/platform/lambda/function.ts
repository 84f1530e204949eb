export type FunctionSettings = {
  name: string
  /** The module that exports the handler. */
  module: URL
  /** The name under which the module exports it; `handler` when left out. */
  handler?: string
  /** An invocation that takes longer is ended, with all that it has in memory. */
  timeoutMs: number
  memoryMb: number
  /** The function's own environment variables, on top of those of this process. */
  variables: Record<string, string>
}

export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] }

/** What the thread says: a line of the log, that the module is loaded, or how an invocation ended. */
export type Message =
  | { kind: 'line'; line: string }
  | { kind: 'loaded' }
  | { kind: 'result'; result: string; usedMb: number }
  | { kind: 'error'; error: FunctionError; usedMb?: number }

/** What the thread is told: to invoke the handler. */
export type Call = { event: string; requestId: string }

export type End =
  | { kind: 'result'; result: string; usedMb?: number }
  | { kind: 'error'; error: FunctionError; usedMb?: number }
  | { kind: 'late'; usedMb?: number }

/** How an invocation ended, and how long it took; `initMs` is there when it had to load the module first. */
export type Outcome = End & { ms: number; initMs: number | undefined }
