import { createHash } from 'node:crypto'

/** The Message-ID of an email, derived from its id. `from` may be an address or a name with an address. */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost'
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`
}

/** An address masked for logs: `a…@example.com`. */
export const maskedAddress = (address: string): string => address.replace(/^(.)[^@]*/, '$1…')
