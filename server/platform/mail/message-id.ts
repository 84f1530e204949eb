import { createHash } from 'node:crypto'

/** The Message-ID of a mail, which follows from the mail's own id. `from` may be an address or a name with an address. */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost'
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`
}

/** An address as a log may show it: `a…@example.com`. */
export const maskedAddress = (address: string): string => address.replace(/^(.)[^@]*/, '$1…')
