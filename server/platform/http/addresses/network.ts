import ipaddr from 'ipaddr.js'

/**
 * Whom an address stands for when clients are counted: an IPv4 address itself, of an IPv6 address the first 64 bits,
 * since whoever has one of those has all.
 */
export function networkOf(address: string): string {
  const known = parseAddress(address)
  if (known === undefined) return address
  if (known instanceof ipaddr.IPv4) return known.toString()
  const groups = known.parts.slice(0, 4).map((group) => group.toString(16))
  return `${groups.join(':')}::/64`
}

/** An address in its usual notation; an IPv4 address in that of IPv6 becomes the former. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined
}
