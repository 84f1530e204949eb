import type { Ending } from '../../platform/realtime/channel.ts'

/** The reasons for closing, each with its WebSocket close code: 44xx corresponds to the HTTP status 4xx. */
export const closeReasons = {
  restarting: { reason: 'server.restarting', closeCode: 1012 },
  slow: { reason: 'reader.too_slow', closeCode: 1013 },
  internalError: { reason: 'server.error', closeCode: 1011 },
  badMessage: { reason: 'message.invalid', closeCode: 4400 },
  badToken: { reason: 'token.invalid', closeCode: 4401 },
  noToken: { reason: 'token.missing', closeCode: 4408 },
  sessionRevoked: { reason: 'session.revoked', closeCode: 4403 },
  sessionExpired: { reason: 'session.expired', closeCode: 4403 },
  passwordChange: { reason: 'password.change_required', closeCode: 4403 },
  userDeactivated: { reason: 'user.deactivated', closeCode: 4403 },
  userDeleted: { reason: 'user.deleted', closeCode: 4403 },
  tooMany: { reason: 'live.too_many_connections', closeCode: 4429 },
} as const satisfies Record<string, Ending>
