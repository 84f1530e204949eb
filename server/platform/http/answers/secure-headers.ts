import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

/**
 * The headers that helmet sets, asked of it once: they are the same for every answer. The pages that need a
 * content policy bring their own. `isHttpsOnly` tells browsers to ask for nothing but https.
 */
export function secureHeaders(isHttpsOnly: boolean): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => {},
  }
  const set = helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: isHttpsOnly && { maxAge: 31_536_000, includeSubDomains: false },
  })
  set({} as IncomingMessage, response as unknown as ServerResponse, () => {})
  return headers
}
