type ShownError = {
  type: string
  message: string
  code?: unknown
  stack?: string | undefined
  cause?: ShownError
}

/**
 * The parts of an error that are logged. Other properties are omitted: a database error contains the whole refused row,
 * including a password hash, and errors of other clients contain the request that they sent.
 */
export function shownError(failure: unknown, depth = 0): ShownError {
  if (!(failure instanceof Error)) return { type: typeof failure, message: String(failure) }
  const { name, message, stack, cause, code, errors } = failure as Error & { code?: unknown; errors?: unknown[] }
  const inner = cause ?? errors?.[0]
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(inner !== undefined && depth < DEEPEST && { cause: shownError(inner, depth + 1) }),
  }
}

const DEEPEST = 3
