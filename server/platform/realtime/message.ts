/** A message to many receivers: serialised once per transport, when the first of them needs it. */
export type Message = {
  /** The position of a receiver that has this message; undefined if it carries none. */
  readonly position: number | undefined
  readonly json: string
  /** The payload of a WebSocket message. */
  frame(): Buffer
  /** A server-sent event, with the position as its id. */
  event(): Buffer
}

export function messageOf(body: object, position?: number): Message {
  const json = JSON.stringify(body)
  let frame: Buffer | undefined
  let event: Buffer | undefined
  return {
    position,
    json,
    frame: () => {
      frame ??= Buffer.from(json)
      return frame
    },
    event: () => {
      event ??= Buffer.from(`${position === undefined ? '' : `id: ${position}\n`}data: ${json}\n\n`)
      return event
    },
  }
}
