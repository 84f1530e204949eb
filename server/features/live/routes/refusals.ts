import type { FastifyRequest } from 'fastify'
import { Problem } from '../../../platform/problem.ts'

const NAMES_OF_TOKENS = ['token', 'access_token', 'access', 'jwt', 'bearer', 'authorization', 'auth']

/** Addresses end up in logs and browser histories, so tokens are refused in them. */
export async function refuseTokenInAddress({ url }: FastifyRequest): Promise<void> {
  const parameters = new URLSearchParams(url.split('?')[1])
  if (!NAMES_OF_TOKENS.some((name) => parameters.has(name))) return
  const detail =
    'Tokens are not accepted in URLs. Send the token as described under Live updates in the API documentation.'
  throw new Problem('invalid', 'token.in_address', detail)
}

/** Browsers open WebSockets to other origins without a preflight request, so the server checks the origin. */
export function refuseForeignOrigins(allowed: readonly string[]) {
  return async ({ headers, host }: FastifyRequest): Promise<void> => {
    const { origin } = headers
    if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return
    if (URL.canParse(origin) && new URL(origin).host === host) return
    const detail = `The origin ${JSON.stringify(origin)} is not allowed. The operator can allow it with CORS_ORIGINS.`
    throw new Problem('forbidden', 'origin.not_allowed', detail)
  }
}
