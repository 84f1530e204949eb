/** The kind of a failure, independent of the transport. `platform/http` maps each kind to a status. */
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

type ProblemDetails = { errors?: FieldError[]; retryAfterSeconds?: number }

/**
 * An expected failure, sent to the client as it is: `code` is stable (`user.not_found`), `message` is a plain sentence.
 * Any other error is a defect, and reaches the client without detail.
 */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly code: string
  readonly errors: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  /** Fields for the log line of the request; the client never gets them. */
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

/** A failure caused by one field of the request. */
export function fieldProblem(kind: ProblemKind, code: string, pointer: string, detail: string): Problem {
  return new Problem(kind, code, detail, { errors: [{ pointer, detail }] })
}

/** The resource does not exist or is not visible to the user; `pointer` is the field that refers to it, if one does. */
export function notFound(resource: string, pointer?: string): Problem {
  const detail = `The ${resource.replaceAll('_', ' ')} does not exist.`
  const errors = pointer === undefined ? undefined : [{ pointer, detail }]
  return new Problem('not_found', `${resource}.not_found`, detail, errors && { errors })
}

/** An invalid field of the body. */
export const invalidField = (pointer: string, detail: string): Problem =>
  fieldProblem('invalid', 'request.invalid', pointer, detail)

/** Several invalid fields, all of which are also named in the message. */
export function invalidFields(errors: FieldError[]): Problem {
  const message = errors.map(({ pointer, detail }) => `${pointer || 'The body'}: ${detail}`).join(' ')
  return new Problem('invalid', 'request.invalid', message, { errors })
}

/** Escapes a key for a JSON pointer. */
export const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
