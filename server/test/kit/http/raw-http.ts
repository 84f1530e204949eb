import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

type RawResponse = { status: number; headers: Record<string, string>; text: string }

/** Sends bytes over a new connection, without an HTTP client, and reads until the connection ends. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const socket = await open(url)
  socket.write(bytes)
  return readToEnd(socket)
}

/** The same for one request, whose connection is closed after the response. */
export async function rawRequest(url: string, bytes: string | Buffer): Promise<RawResponse> {
  return parseResponse(await exchange(url, bytes))
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part
  return text
}

export function parseResponse(response: string): RawResponse {
  const [head = '', ...body] = response.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { status: Number(first.split(' ')[1]), headers, text: body.join('\r\n\r\n') }
}
