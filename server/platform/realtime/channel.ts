import type { Message } from './message.ts'

/** Why a channel ends: a word for programs, and the close code that a WebSocket gives with it. */
export type Ending = { reason: string; closeCode: number }

/** One client that listens, whichever wire it uses. */
export type Channel = {
  /** Nothing happens when it has ended. */
  send(message: Message): void
  /** Shows the client that the line is alive, and finds out whether the client is; `message` says where it stands. */
  beat(message: Message): void
  /** Bytes that wait because the client does not read. */
  readonly backlog: number
  readonly isOpen: boolean
  end(ending: Ending): void
  /** Called once, however it ended. */
  onEnd(listener: () => void): void
}
