import { duration, wholeNumber } from './kinds.ts'
import type { SettingsOf } from './setting.ts'

type Limits =
  | 'rateLimitMax'
  | 'rateLimitWindowMs'
  | 'loginMaxPerAddress'
  | 'loginMaxPerAccount'
  | 'registrationMaxPerAddress'
  | 'passwordResetMaxPerAddress'
  | 'passwordResetMaxPerAccount'
  | 'exportMaxPerAccount'
  | 'peopleSearchMaxPerAccount'
  | 'liveConnectionsPerUser'

/** The settings of rate limits. */
export const limitSettings: SettingsOf<Limits> = {
  rateLimitMax: {
    name: 'RATE_LIMIT_MAX',
    section: 'Limits',
    default: '3000',
    description: 'How many requests a client may make in one window; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  rateLimitWindowMs: {
    name: 'RATE_LIMIT_WINDOW',
    section: 'Limits',
    default: '1m',
    description: 'The length of that window.',
    ...duration(),
  },
  loginMaxPerAddress: {
    name: 'LOGIN_MAX_PER_ADDRESS',
    section: 'Limits',
    default: '60',
    description:
      'How many logins, and changes of one’s own password, may be tried from one address in a minute; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  loginMaxPerAccount: {
    name: 'LOGIN_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '20',
    description:
      'How many logins may be tried with one name in a minute, and changes of one’s own password; 0 for no limit. Failures slow down besides.',
    ...wholeNumber(0, 1_000_000_000),
  },
  registrationMaxPerAddress: {
    name: 'REGISTRATION_MAX_PER_ADDRESS',
    section: 'Limits',
    default: '60',
    description: 'How many accounts may be asked for from one address in an hour; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  passwordResetMaxPerAddress: {
    name: 'PASSWORD_RESET_MAX_PER_ADDRESS',
    section: 'Limits',
    default: '30',
    description:
      'How many password resets, changes of one’s own e-mail address and mails to confirm it may be tried from one address in an hour; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  passwordResetMaxPerAccount: {
    name: 'PASSWORD_RESET_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '5',
    description:
      'How many password resets may be asked for with one name in an hour, and changes of one’s own e-mail address with mails to confirm it; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  exportMaxPerAccount: {
    name: 'EXPORT_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '5',
    description: 'How many exports of their own data one user may ask for in an hour; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  peopleSearchMaxPerAccount: {
    name: 'PEOPLE_SEARCH_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '300',
    description: 'How often one user may search for people in a minute; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  liveConnectionsPerUser: {
    name: 'LIVE_CONNECTIONS_PER_USER',
    section: 'Limits',
    default: '20',
    description: 'How many WebSockets and event streams one user may have open at each process.',
    ...wholeNumber(1, 1_000_000),
  },
}
