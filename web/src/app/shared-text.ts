export type Shared = { title?: string; text?: string; url?: string }

/** The content shared by another app, from the address that the manifest describes. */
export const readShared = (search: Record<string, unknown>): Shared =>
  Object.fromEntries(
    ['title', 'text', 'url'].flatMap((name) => {
      const value = search[name]
      return value === undefined || value === '' ? [] : [[name, String(value)]]
    }),
  )

/** One line of it. Apps include the address in the text as well, or the title. */
export function sharedText({ title = '', text = '', url = '' }: Shared): string {
  const parts = [title, text, url].map((part) => part.replace(/\s+/g, ' ').trim()).filter(Boolean)
  return parts
    .filter((part, at) => !parts.some((other, place) => place !== at && includes(other, part, place < at)))
    .join(' ')
}

/** Of two equal parts, the first one stays. */
const includes = (other: string, part: string, isBefore: boolean) =>
  other.includes(part) && (other.length > part.length || isBefore)
