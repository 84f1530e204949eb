import ipaddr from 'ipaddr.js'

/**
 * The unit in which clients are counted: an IPv4 address, or the first 64 bits of an IPv6 address, because a client
 * usually controls all addresses of such a network.
 */
export function networkOf(address: string): string {
  const known = parseAddress(address)
  if (known === undefined) return address
  if (known instanceof ipaddr.IPv4) return known.toString()
  const groups = known.parts.slice(0, 4).map((group) => group.toString(16))
  return `${groups.join(':')}::/64`
}

/** Parses an address; an IPv4-mapped IPv6 address becomes an IPv4 address. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined
}
