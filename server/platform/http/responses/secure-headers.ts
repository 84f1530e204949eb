import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

type Transport = { httpsRedirect: boolean; hstsIncludeSubdomains: boolean }

/** For an answer that a browser should do nothing with. Pages replace it by a policy that lets them work. */
const NOTHING = ["'none'"]

/**
 * The headers that helmet sets, asked of it once: they are the same for every answer. Where plain http is redirected,
 * browsers are told to ask for nothing but https.
 */
export function secureHeaders({ httpsRedirect, hstsIncludeSubdomains }: Transport): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => {},
  }
  const set = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: NOTHING, baseUri: NOTHING, formAction: NOTHING, frameAncestors: NOTHING },
    },
    strictTransportSecurity: httpsRedirect && { maxAge: 31_536_000, includeSubDomains: hstsIncludeSubdomains },
  })
  set({} as IncomingMessage, response as unknown as ServerResponse, () => {})
  return headers
}
