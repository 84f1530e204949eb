import { randomUUID } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { clock } from '../../clock.ts'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'
import { problemBody } from '../responses/problems.ts'
import type { MethodsOf } from './methods.ts'

type ClientError = Error & { code?: string; rawPacket?: Buffer }
type Refusal = { status: number; problem: Problem; headers?: Record<string, string> }

/** How long a client has to read the response. Closing at once could discard it while more of the request arrives. */
const CLOSE_TIMEOUT_MS = 1_000

/**
 * Responds with a problem to what Node refuses before there is a request: requests that are too large, too slow, or not
 * HTTP.
 */
export function handleClientErrors(app: HttpServer, headers: Record<string, string>, methodsOf: MethodsOf): void {
  const refuse = (socket: Duplex, refusal: Refusal) => {
    const id = randomUUID()
    app.log.info({ reqId: id, status: refusal.status, code: refusal.problem.code }, 'request refused')
    socket.end(written(id, refusal, headers))
    setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS).unref()
  }
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: ClientError, socket) => {
    const { _httpMessage: response } = socket as { _httpMessage?: { headersSent: boolean } }
    // In the middle of another response these bytes would become part of it.
    if (error.code === 'ECONNRESET' || !socket.writable || response?.headersSent) return void socket.destroy()
    refuse(socket, refusalOf(error, methodsOf))
  })
  app.server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {})
    refuse(socket, notAllowed(String(request.method), String(request.url), ''))
  })
  app.server.on('checkExpectation', ({ socket }: IncomingMessage) => {
    const detail = 'The only expectation that is supported is 100-continue. Remove the header Expect.'
    refuse(socket, { status: 417, problem: new Problem('invalid', 'request.expectation', detail) })
  })
}

const TOO_LARGE =
  'The request line and the headers are larger than 16 KiB together. Shorten the query, or send fewer headers.'

function refusalOf({ code, rawPacket }: ClientError, methodsOf: MethodsOf): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, problem: new Problem('invalid', 'request.headers_too_large', TOO_LARGE) }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = 'The request did not arrive within 60 seconds. Send it again.'
    return { status: 408, problem: new Problem('invalid', 'request.timeout', detail) }
  }
  if (code === 'HPE_INVALID_METHOD') {
    // A method that Node's parser does not know. The path may still be one of ours.
    const [, method, path] = /^([!#$%&'*+.^`|~\w-]+) (\/[^\s?]*)\S* HTTP\/1\.[01]\r\n/.exec(String(rawPacket)) ?? []
    const methods = path && methodsOf(path)
    if (method && path && methods) return notAllowed(method, path, methods)
  }
  const detail = 'The request is not valid HTTP/1.1. Check the request line, the headers and the length of the body.'
  return { status: 400, problem: new Problem('invalid', 'request.malformed', detail) }
}

function notAllowed(method: string, path: string, allow: string): Refusal {
  const detail = `${path} does not support ${method}.${allow && ` Use ${allow}.`}`
  return { status: 405, problem: new Problem('not_allowed', 'route.method_not_allowed', detail), headers: { allow } }
}

function written(id: string, { status, problem, headers: own }: Refusal, headers: Record<string, string>): string {
  const body = JSON.stringify(problemBody(status, problem, id))
  const all = {
    ...headers,
    ...own,
    'x-request-id': id,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    date: new Date(clock.millis()).toUTCString(),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
