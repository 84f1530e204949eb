import { writeFileSync } from 'node:fs'

export type Request = { method: 'GET' | 'POST' | 'PATCH'; path: string; user?: number; body?: object }

/** The header that authenticates a user to a contestant. */
export type Identify = (user: number) => string

/** The requests as they go over the wire, in a file that the load generator reads: each ends with a zero byte. */
export function writeRequests(file: string, requests: readonly Request[], identify: Identify): void {
  writeFileSync(file, requests.map((request) => `${onTheWire(request, identify)}\0`).join(''))
}

/** HTTP/1.1 (RFC 9112), as short as clients write it. */
export function onTheWire({ method, path, user, body }: Request, identify: Identify): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost']
  if (user !== undefined) lines.push(identify(user))
  if (text) lines.push('content-type: application/json')
  if (method !== 'GET') lines.push(`content-length: ${Buffer.byteLength(text)}`)
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}
