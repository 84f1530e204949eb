export type FunctionSettings = {
  name: string
  /** The module that exports the handler. */
  module: URL
  /** The name under which the module exports it; `handler` by default. */
  handler?: string
  /** An invocation that takes longer is terminated, and its environment with it. */
  timeoutMs: number
  memoryMb: number
  /** The function's own environment variables, in addition to those of this process. */
  variables: Record<string, string>
}

export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] }

/** Messages from the thread: a log line, that the module is loaded, or the outcome of an invocation. */
export type Message =
  | { kind: 'line'; line: string }
  | { kind: 'loaded' }
  | { kind: 'result'; result: string; usedMb: number }
  | { kind: 'error'; error: FunctionError; usedMb?: number }

/** The message to the thread: invoke the handler. */
export type Call = { event: string; requestId: string }

export type End =
  | { kind: 'result'; result: string; usedMb?: number }
  | { kind: 'error'; error: FunctionError; usedMb?: number }
  | { kind: 'late'; usedMb?: number }

/** The outcome of an invocation and its duration; `initMs` is set if the module had to be loaded first. */
export type Outcome = End & { ms: number; initMs: number | undefined }
