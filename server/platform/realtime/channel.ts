import type { Message } from './message.ts'

/** Why a channel ends: a reason code for programs, and the close code of a WebSocket. */
export type Ending = { reason: string; closeCode: number }

/** A connected client, over either transport. */
export type Channel = {
  /** Does nothing after the end. */
  send(message: Message): void
  /** Sends a heartbeat, and detects whether the client is still connected; `message` holds the current position. */
  beat(message: Message): void
  /** Bytes that are buffered because the client does not read. */
  readonly backlog: number
  readonly isOpen: boolean
  end(ending: Ending): void
  /** Called once, however the channel ends. */
  onEnd(listener: () => void): void
}
