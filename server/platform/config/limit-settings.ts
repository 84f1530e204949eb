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
    description: 'The number of requests that a client can make in one window; 0 for no limit.',
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
      'The number of logins and checks of the current password per minute from one IP address; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  loginMaxPerAccount: {
    name: 'LOGIN_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '20',
    description:
      'The number of logins and checks of the current password per minute for one account; 0 for no limit. Failed logins are slowed down in addition.',
    ...wholeNumber(0, 1_000_000_000),
  },
  registrationMaxPerAddress: {
    name: 'REGISTRATION_MAX_PER_ADDRESS',
    section: 'Limits',
    default: '60',
    description: 'The number of registrations per hour from one IP address; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  passwordResetMaxPerAddress: {
    name: 'PASSWORD_RESET_MAX_PER_ADDRESS',
    section: 'Limits',
    default: '30',
    description:
      'The number of password resets, email address changes and confirmation emails per hour from one IP address; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  passwordResetMaxPerAccount: {
    name: 'PASSWORD_RESET_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '5',
    description:
      'The number of password resets, email address changes and confirmation emails per hour for one account; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  exportMaxPerAccount: {
    name: 'EXPORT_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '5',
    description: 'The number of data exports per hour for one user; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  peopleSearchMaxPerAccount: {
    name: 'PEOPLE_SEARCH_MAX_PER_ACCOUNT',
    section: 'Limits',
    default: '300',
    description: 'The number of people searches per minute for one user; 0 for no limit.',
    ...wholeNumber(0, 1_000_000_000),
  },
  liveConnectionsPerUser: {
    name: 'LIVE_CONNECTIONS_PER_USER',
    section: 'Limits',
    default: '20',
    description: 'The number of WebSockets and event streams that one user can have open in each process.',
    ...wholeNumber(1, 1_000_000),
  },
}
