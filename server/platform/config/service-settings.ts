import { oneOf, text } from './kinds.ts'
import { certificates, urlOf } from './network-kinds.ts'
import { redisUrl } from './service-urls.ts'
import type { SettingsOf } from './setting.ts'

export const redisSettings: SettingsOf<'redisUrl' | 'redisTlsCa' | 'redisTlsVerify'> = {
  redisUrl: {
    name: 'REDIS_URL',
    section: 'Storage',
    description:
      'Redis or Valkey, for several processes. Without it, each process counts rate limits separately. `rediss` and `rediss+sentinel` use TLS; `?sentinel_password=…` and `?sentinel_username=…` are for sentinels that require them.',
    secret: 'password',
    ...redisUrl(),
  },
  redisTlsCa: {
    name: 'REDIS_TLS_CA',
    section: 'Storage',
    defaultInWords: 'the public CAs',
    whenUnset: () => ({ says: 'the public CAs' }),
    description: 'The CAs to trust for the certificate of Redis, instead of the public CAs.',
    ...certificates(),
  },
  redisTlsVerify: {
    name: 'REDIS_TLS_VERIFY',
    section: 'Storage',
    default: 'on',
    description:
      'With `off` the certificate of Redis is not checked. Only for services with self-signed certificates, such as Heroku’s.',
    ...oneOf('on', 'off'),
  },
}

export const mailSettings: SettingsOf<'smtpUrl' | 'smtpTlsCa' | 'emailFrom'> = {
  smtpUrl: {
    name: 'SMTP_URL',
    section: 'Mail',
    description: 'The mail server. Without one, mail is printed instead, in production without its text.',
    secret: 'password',
    ...urlOf(['smtp', 'smtps'], 'smtp://user:password@mail.example.org:587'),
  },
  smtpTlsCa: {
    name: 'SMTP_TLS_CA',
    section: 'Mail',
    defaultInWords: 'the public CAs',
    whenUnset: () => ({ says: 'the public CAs' }),
    description: 'The CAs to trust for the certificate of the mail server, instead of the public CAs.',
    ...certificates(),
  },
  emailFrom: {
    name: 'EMAIL_FROM',
    section: 'Mail',
    default: 'Docket <docket@localhost>',
    description: 'The sender of every mail.',
    ...text(
      'an address, or a name with the address in angle brackets',
      /^([^\s<>@]+@[^\s<>@]+|[^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>)$/,
    ),
  },
}
