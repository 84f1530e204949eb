import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { type FieldError, invalidFields, Problem, pointerPart } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A missing body counts as an empty one. */
    bodyOptional?: boolean
  }
}

/** Deeper than the body of any route, and far from exhausting a stack. */
const DEEPEST = 16

/**
 * Parses `application/json` and `application/merge-patch+json`. An empty body counts as none. Text that a database
 * cannot store (NUL, lone surrogates) and deep nesting are refused here, once for all routes.
 */
export function readJsonBodies(app: HttpServer): void {
  app.removeAllContentTypeParsers()
  const types = ['application/json', 'application/merge-patch+json']
  app.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parse(body as Buffer))
    } catch (problem) {
      done(problem as Error)
    }
  })
  // Routes without a body accept an empty one of any type, as HTML forms and some clients send.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const { schema, config } = request.routeOptions
    const isEmpty = body.length === 0 && (!schema?.body || config.bodyOptional)
    done(isEmpty ? null : new Problem('unsupported', 'request.media_type', MEDIA_TYPE), undefined)
  })
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (isPlain(request)) return done(null, payload)
    reply.header('accept-encoding', 'identity')
    done(new Problem('unsupported', 'request.content_encoding', CONTENT_ENCODING))
  })
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.routeOptions.config.bodyOptional && request.body === undefined) request.body = {}
    done()
  })
}

export const MEDIA_TYPE = 'The media type of the body must be application/json or application/merge-patch+json.'

const CONTENT_ENCODING = 'The Content-Encoding of the body is not supported. Send the body without compression.'

function isPlain({ headers }: FastifyRequest): boolean {
  const { 'content-encoding': encoding, 'content-length': length = '0', 'transfer-encoding': transfer } = headers
  return encoding === undefined || /^\s*identity\s*$/i.test(encoding) || (length === '0' && transfer === undefined)
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw new Problem('invalid', 'request.encoding', 'The body is not valid UTF-8.')
  const value = parseJson(body.toString())
  const errors: FieldError[] = []
  inspect(value, '', 0, errors)
  if (errors.length > 0) throw invalidFields(errors)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (reason) {
    throw new Problem('invalid', 'request.malformed_json', `The body is not JSON: ${(reason as Error).message}.`)
  }
}

function inspect(value: unknown, pointer: string, depth: number, errors: FieldError[]): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) errors.push({ pointer, detail: UNSTORABLE })
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth === DEEPEST) {
    errors.push({ pointer: '', detail: 'This is nested too deeply.' })
    return
  }
  for (const [key, child] of Object.entries(value)) {
    if (!isStorable(key) || key === '__proto__')
      errors.push({ pointer, detail: 'The name of a field contains characters that cannot be stored.' })
    else inspect(child, `${pointer}/${pointerPart(key)}`, depth + 1, errors)
    if (errors.length >= 20) return
  }
}

/** True if both databases can store the text unchanged. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

export const UNSTORABLE = 'This contains a character that cannot be stored (NUL or an unpaired surrogate).'
