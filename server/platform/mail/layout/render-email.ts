import type { Email } from './email.ts'
import { emailAsHtml } from './html.ts'
import { emailAsText } from './text.ts'

export type RenderedEmail = { subject: string; text: string; html: string }

/**
 * An email as text and as HTML. Whatever it holds is shown as it is and never read as markup; line breaks in what
 * people wrote become spaces, so that no title can pass for a paragraph of ours.
 */
export function renderEmail(email: Email, unsubscribeUrl?: string): RenderedEmail {
  const plain = flattened(email)
  return {
    subject: shortened(plain.subject, 150),
    text: emailAsText(plain, unsubscribeUrl),
    html: emailAsHtml(plain, unsubscribeUrl),
  }
}

/** The text with at most `length` characters, cut where it is longer. */
export function shortened(text: string, length: number): string {
  const characters = [...text]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}

/** The text without line breaks and whatever else is not to be seen. */
export const oneLine = (text: string): string => text.replaceAll(UNSHOWABLE, ' ').trim()

// Control characters, and those that turn the direction of what follows.
const UNSHOWABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu

function flattened<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T
  if (Array.isArray(value)) return value.map(flattened) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, flattened(part)])) as T
}
