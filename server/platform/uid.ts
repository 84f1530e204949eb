/** A UUID that a client chose, in the one spelling that is stored: lower case, without the `urn:uuid:` of RFC 9562. */
export const canonicalUid = (given: string): string => given.toLowerCase().replace(/^urn:uuid:/, '')
