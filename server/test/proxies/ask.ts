import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'

export type Asked = {
  method?: string
  headers?: Record<string, string>
  body?: object | string | undefined
  /** The name of the server, and the CA of its certificate; only for https. */
  tls?: { servername: string; ca: Buffer }
}

/** A TLS handshake for each of hundreds of requests would take seconds. */
const connections = new Agent({ keepAlive: true, maxCachedSessions: 0 })

/** Sends the target as written: `fetch` would normalise it. */
export async function ask(url: string, target: string, asked: Asked = {}) {
  const response = await open(url, target, asked)
  const { statusCode: status, headers, rawHeaders } = response
  return { status, headers, rawHeaders, raw: Buffer.concat(await response.toArray()) }
}

/** The same, resolved before the body has arrived. */
export async function open(url: string, target: string, asked: Asked = {}): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body, tls } = asked
  const { protocol, hostname, port } = new URL(url)
  const request = protocol === 'https:' ? httpsRequest : httpRequest
  const agent = tls && connections
  const sent = request({ hostname, port, method, path: target, headers, agent: agent ?? false, ...tls })
  sent.end(typeof body === 'object' ? JSON.stringify(body) : body)
  const [response] = await once(sent, 'response')
  return response
}

/** Variants of the path with slashes, dots, encodings, cases, a query and a host, each alone and several together. */
export function spellingsOf(path: string): string[] {
  const encoded = [...path].flatMap((char, index) => {
    const hex = char.charCodeAt(0).toString(16)
    return [hex, hex.toUpperCase()].map((code) => `${path.slice(0, index)}%${code}${path.slice(index + 1)}`)
  })
  const whole = `/${[...path.slice(1)].map((char) => (char === '/' ? '/' : `%${char.charCodeAt(0).toString(16)}`)).join('')}`
  const dotted = [`/.${path}`, `/x/..${path}`, `/x/%2e%2e${path}`, `${path}/.`, `${path}/x/..`, `${path}/%2e`]
  const slashed = [`/${path}`, path.replaceAll('/', '//'), `${path}//`]
  const cased = [path.toUpperCase(), path.replace('m', 'M')]
  const others = [`${path}%0a`, `${path}%20`, `${path}%00`, `${path};x`, `${path}%3fx`, `${path}%23x`, `${path}%5c`]
  const bare = [path, ...encoded, whole, ...dotted, ...slashed, ...cased, ...others]
  const ended = bare.flatMap((one) => [one, `${one}/`, `${one}?a=b`, `${one}/?a=b`])
  return [...ended, ...[path, whole, `${path}/`].map((one) => `http://127.0.0.1${one}`)]
}
