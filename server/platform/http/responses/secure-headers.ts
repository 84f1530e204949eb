import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

type Transport = { httpsRedirect: boolean; hstsIncludeSubdomains: boolean }

/** For responses that a browser should not render. Pages replace it by a policy that permits what they need. */
const NOTHING = ["'none'"]

/**
 * The headers of helmet, computed once: they are the same for every response. If http is redirected, they include HSTS.
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
