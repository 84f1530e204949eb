import type { AccessTokens } from '../../access/access-tokens.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../platform/http/requests/rate-limit.ts'
import type { Limiter } from '../../platform/limiter/limiter.ts'
import { userImportRoute } from './import/routes.ts'
import type { ImportOptions } from './import/service.ts'
import { mailedLinkRoutes } from './mailed-links/routes.ts'
import { refreshSuccessors } from './random-tokens.ts'
import {
  AcceptedResult,
  Credentials,
  EmailConfirmation,
  EndedSessions,
  NewAccount,
  NewUser,
  PasswordResetConfirmation,
  PasswordResetRequest,
  RefreshRequest,
  RevokeRequest,
  RevokeResult,
  Session,
  Tokens,
  User,
  UserDeletion,
  UserPatch,
  UserReplacement,
  UserSession,
  VerifyRequest,
} from './schema.ts'
import { allSessionRoutes, UserSessionPage } from './sessions/all-sessions.ts'
import { loginGuard } from './sessions/login-guard.ts'
import { openSessionRoutes, SessionPage } from './sessions/open-sessions.ts'
import { refreshCookies } from './sessions/refresh-cookies.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { UserPage, userRoutes } from './users/routes.ts'

type AccountsOptions = {
  tokens: AccessTokens
  /** The key from which the server's own secrets are derived. */
  secret: string
  refreshTtlMs: number
  sessionMaxAgeMs: number
  refreshGraceMs: number
  registration: 'open' | 'closed'
  /** Sets the display name of an imported account. */
  setDisplayName: ImportOptions['setDisplayName']
  /** Counts failed logins, and blocks further ones for a time. */
  failures: Limiter
  /** How often each may be attempted, by address and by account. */
  attempts: { login: AttemptLimit; registration: AttemptLimit; passwordReset: AttemptLimit }
}

/** Accounts, and the sessions that log them in. */
export function accounts(app: HttpServer, options: AccountsOptions): void {
  const { tokens, secret, refreshTtlMs, sessionMaxAgeMs, refreshGraceMs, registration, attempts } = options
  const shapes = [
    User,
    UserPage,
    Session,
    SessionPage,
    UserSession,
    UserSessionPage,
    EndedSessions,
    Tokens,
    NewAccount,
    Credentials,
    NewUser,
    UserReplacement,
    UserPatch,
    UserDeletion,
  ]
  const linkShapes = [PasswordResetRequest, PasswordResetConfirmation, EmailConfirmation, AcceptedResult]
  for (const shape of [...shapes, ...linkShapes, RefreshRequest, VerifyRequest, RevokeRequest, RevokeResult])
    app.addSchema(shape)
  const sessionSettings = {
    tokens,
    refreshTtlMs,
    sessionMaxAgeMs,
    refreshGraceMs,
    successorOf: refreshSuccessors(secret),
  }
  const guard = loginGuard(options.failures)
  const cookies = refreshCookies({ secret, maxAgeMs: Math.min(refreshTtlMs, sessionMaxAgeMs) })
  userRoutes(app, { sessionSettings, cookies, registration, guard, limits: attempts })
  sessionRoutes(app, { sessionSettings, cookies, guard, limit: attempts.login })
  openSessionRoutes(app)
  allSessionRoutes(app)
  userImportRoute(app, options.setDisplayName)
  mailedLinkRoutes(app, attempts.passwordReset)
}
