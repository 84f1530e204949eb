import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Page } from 'playwright-core'

/** A way to a server that can be cut and joined again, at one address. */
export type Line = { url: string; cut(): Promise<void>; join(): Promise<void> }

/** Cut it in the end. What a browser does without a network, it does with all of its requests. */
export async function openLine(to: string): Promise<Line> {
  const sockets = new Set<Socket>()
  const target = Number(new URL(to).port)
  let server: Server
  let port = 0
  const join = async () => {
    server = createServer((socket) => {
      const onward = connect(target, '127.0.0.1')
      for (const end of [socket, onward]) {
        sockets.add(end)
        end.on('error', () => {})
        end.on('close', () => sockets.delete(end))
      }
      socket.pipe(onward).pipe(socket)
      socket.on('close', () => onward.destroy())
      onward.on('close', () => socket.destroy())
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const cut = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    if (server.listening) await once(server, 'close')
  }
  await join()
  return { url: `http://localhost:${port}`, cut, join }
}

/** How much of something is on the device. */
export const copied = (page: Page, store: string, base = '/'): Promise<number> =>
  page.evaluate<number>(`new Promise((answer, fail) => {
    const opening = indexedDB.open('docket ${base}')
    opening.onerror = fail
    opening.onsuccess = () => {
      const counting = opening.result.transaction('${store}').objectStore('${store}').count()
      counting.onsuccess = () => { opening.result.close(); answer(counting.result) }
    }
  })`)
