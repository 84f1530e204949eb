import type { WebSocket } from 'ws'
import type { Channel, Ending } from './channel.ts'

/**
 * How long a client may take to respond to a close before its connection is terminated: one that does not read never
 * does.
 */
const CLOSE_TIMEOUT_MS = 2_000

/**
 * A WebSocket (RFC 6455) as a channel. A client that has not responded to a ping by the next one is considered gone.
 */
export function webSocketChannel(socket: WebSocket): Channel {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(message.frame(), { binary: false })
    },
    beat: (message) => {
      if (!isAlive) return socket.terminate()
      if (socket.readyState !== socket.OPEN) return
      isAlive = false
      socket.ping()
      socket.send(message.frame(), { binary: false })
    },
    get backlog() {
      return socket.bufferedAmount
    },
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
    end: (ending) => closeWebSocket(socket, ending),
    onEnd: (listener) => void socket.once('close', listener),
  }
}

export function closeWebSocket(socket: WebSocket, { closeCode, reason }: Ending): void {
  if (socket.readyState !== socket.OPEN) return
  socket.close(closeCode, reason)
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  socket.once('close', () => clearTimeout(timer))
}
