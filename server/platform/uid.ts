/** The stored spelling of a UUID that a client chose: lower case, without the `urn:uuid:` of RFC 9562. */
export const canonicalUid = (given: string): string => given.toLowerCase().replace(/^urn:uuid:/, '')
