import type { Config } from '../platform/config/config.ts'
import { type AttemptLimit, attemptLimit } from '../platform/http/requests/rate-limit.ts'
import type { Limiters } from '../platform/limiter/limiter.ts'

/** In ten minutes: enough to try settings, and too few to flood a mailbox. */
const MAX_TEST_MAILS = 5

/** The stricter limits for actions that can guess secrets, fill the database or flood a mailbox. */
export function attemptLimits(limiters: Limiters, config: Config): Record<Attempted, AttemptLimit> {
  return {
    export: attemptLimit(limiters, {
      name: 'exports',
      windowSeconds: 3600,
      perAddress: 0,
      perAccount: config.exportMaxPerAccount,
    }),
    login: attemptLimit(limiters, {
      name: 'logins',
      windowSeconds: 60,
      perAddress: config.loginMaxPerAddress,
      perAccount: config.loginMaxPerAccount,
    }),
    registration: attemptLimit(limiters, {
      name: 'registrations',
      windowSeconds: 3600,
      perAddress: config.registrationMaxPerAddress,
    }),
    passwordReset: attemptLimit(limiters, {
      name: 'password-resets',
      windowSeconds: 3600,
      perAddress: config.passwordResetMaxPerAddress,
      perAccount: config.passwordResetMaxPerAccount,
    }),
    peopleSearch: attemptLimit(limiters, {
      name: 'searches of people',
      windowSeconds: 60,
      perAddress: 0,
      perAccount: config.peopleSearchMaxPerAccount,
    }),
    testMail: attemptLimit(limiters, {
      name: 'test mails',
      windowSeconds: 600,
      perAddress: 0,
      perAccount: MAX_TEST_MAILS,
    }),
  }
}

type Attempted = 'export' | 'login' | 'registration' | 'passwordReset' | 'peopleSearch' | 'testMail'
