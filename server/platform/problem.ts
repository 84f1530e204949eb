/** What went wrong, in words that no transport owns. `platform/http` maps each kind to a status. */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'not_allowed'
  | 'conflict'
  | 'precondition'
  | 'unsupported'
  | 'unprocessable'
  | 'too_many'
  | 'unavailable'

/** One failing field: `pointer` is a JSON pointer (RFC 6901) into the body, or `/name` for a parameter. */
export type FieldError = { pointer: string; detail: string }

export type ProblemDetails = { errors?: FieldError[]; retryAfterSeconds?: number }

/**
 * An expected failure, told to the client as it stands: `code` is stable (`task.not_found`), `message` is a
 * plain sentence. Anything that is not a Problem is a defect, and reaches the client without detail.
 */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly errors: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  /** For the line that is logged for the request; the client never gets it. */
  logFields: Record<string, unknown> | undefined

  constructor(kind: ProblemKind, code: string, message: string, details: ProblemDetails = {}) {
    super(message)
    this.name = 'Problem'
    this.kind = kind
    this.code = code
    this.errors = details.errors
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

/** A failure that one field of the request is to blame for. */
export function fieldProblem(kind: ProblemKind, code: string, pointer: string, detail: string): Problem {
  return new Problem(kind, code, detail, { errors: [{ pointer, detail }] })
}

/** Bad input in one field of the body. */
export const invalidField = (pointer: string, detail: string, code = 'request.invalid'): Problem =>
  fieldProblem('invalid', code, pointer, detail)

/** Bad input in several fields, all named in the message too. */
export function invalidFields(errors: FieldError[]): Problem {
  const message = errors.map(({ pointer, detail }) => `${pointer || 'The body'}: ${detail}`).join(' ')
  return new Problem('invalid', 'request.invalid', message, { errors })
}

/** A key as it stands in a JSON pointer. */
export const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
