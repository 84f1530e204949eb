/** The content of an email; `renderEmail` makes both of its forms. */
export type Email = {
  subject: string
  /** The line that mail programs show beside the subject. */
  preview: string
  blocks: readonly Block[]
  /** Why the recipient gets this email, for the footer. */
  reason: string
}

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'button'; label: string; url: string }
  /** Pairs of a name and a value. */
  | { kind: 'details'; details: readonly (readonly [string, string])[] }
  | { kind: 'list'; items: readonly { text: string; url?: string; note?: string }[] }

export const heading = (text: string): Block => ({ kind: 'heading', text })
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
export const button = (label: string, url: string): Block => ({ kind: 'button', label, url })
export const details = (...pairs: (readonly [string, string])[]): Block => ({ kind: 'details', details: pairs })
