import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

type Answer = { status: number; body: string }

/** What becomes of requests on their way to the server; each can be replaced at any time. */
export type ServerProxy = {
  url: string
  /** Answers instead of the server. */
  answer: (method: string, path: string) => Answer | undefined | Promise<Answer | undefined>
  /** Asks the server for something else. */
  path: (path: string) => string
  /** Changes the text of pages and scripts. */
  text: (text: string) => string
  close(): Promise<void>
}

/** Which server a path is for. */
type Target = (path: string) => string

/** Stands between browser and server, or several of them, also before what a service worker asks for. */
export async function openProxy(to: string | Target): Promise<ServerProxy> {
  const targetOf: Target = typeof to === 'string' ? () => to : to
  const sockets = new Set<Socket>()
  const proxy: ServerProxy = {
    url: '',
    answer: () => undefined,
    path: (path) => path,
    text: (text) => text,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  const server = createServer(
    (asked, reply) => void passOn(proxy, targetOf(asked.url ?? '/'), asked, reply).catch(() => reply.destroy()),
  )
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (asked, socket) => joinSockets(targetOf(asked.url ?? '/'), asked, socket as Socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy.url = `http://localhost:${(server.address() as AddressInfo).port}`
  return proxy
}

async function passOn(proxy: ServerProxy, to: string, asked: IncomingMessage, reply: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = asked
  const own = await proxy.answer(method, url)
  if (own) return void reply.writeHead(own.status, { 'content-type': 'application/json' }).end(own.body)
  // The text may be another by now, of which the server does not know.
  const { 'if-none-match': _tag, 'if-modified-since': _date, ...sent } = asked.headers
  const headers = { ...sent, 'accept-encoding': 'identity' }
  const onward = asked.pipe(request(new URL(proxy.path(url), to), { method, headers }))
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  const { 'content-length': _length, ...said } = answer.headers
  reply.writeHead(answer.statusCode ?? 500, said)
  if (!/html|javascript/.test(String(said['content-type']))) return void answer.pipe(reply)
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part)
  reply.end(proxy.text(Buffer.concat(parts).toString()))
}

function joinSockets(to: string, { url, headers }: IncomingMessage, socket: Socket): void {
  const onward = connect(Number(new URL(to).port), '127.0.0.1', () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    onward.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.pipe(onward).pipe(socket)
  })
  for (const end of [socket, onward]) {
    end.on('error', () => {})
    end.on('close', () => (end === socket ? onward : socket).destroy())
  }
}
