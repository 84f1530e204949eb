import type { Email } from './email.ts'
import { emailAsHtml } from './html.ts'
import { emailAsText } from './text.ts'

type RenderedEmail = { subject: string; text: string; html: string }

/**
 * An email as text and as HTML. Its content is escaped and never interpreted as markup; line breaks in text of users
 * become spaces, so that no title can look like a paragraph of ours.
 */
export function renderEmail(email: Email, unsubscribeUrl?: string): RenderedEmail {
  const plain = flattened(email)
  return {
    subject: shortened(plain.subject, 150),
    text: emailAsText(plain, unsubscribeUrl),
    html: emailAsHtml(plain, unsubscribeUrl),
  }
}

/** The text, truncated to at most `length` characters. */
function shortened(text: string, length: number): string {
  const characters = [...text]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}

/** The text without line breaks and invisible characters. */
export const oneLine = (text: string): string => text.replaceAll(UNSHOWABLE, ' ').trim()

// Control characters, and those that change the direction of text.
const UNSHOWABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu

function flattened<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T
  if (Array.isArray(value)) return value.map(flattened) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, flattened(part)])) as T
}
