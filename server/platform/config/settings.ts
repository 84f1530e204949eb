import { addressSettings } from './address-settings.ts'
import { duration, oneOf, secretOf, text, wholeNumber } from './kinds.ts'
import { limitSettings } from './limit-settings.ts'
import { monitoringSettings } from './monitoring-settings.ts'
import { awsName } from './network-kinds.ts'
import { retentionSettings } from './retention-settings.ts'
import { mailSettings, redisSettings } from './service-settings.ts'
import { databaseUrl } from './service-urls.ts'
import type { Setting, SettingKey, SettingsOf } from './setting.ts'

/** The only list of settings. It defines what is read and refused, and generates docs/configuration.md. */
export const settings: SettingsOf<SettingKey> = {
  environment: {
    name: 'NODE_ENV',
    section: 'Server',
    default: 'development',
    description: 'In production a secret key is required and clients never see debug output.',
    ...oneOf('development', 'production', 'test'),
  },
  host: {
    name: 'HOST',
    section: 'Server',
    default: '127.0.0.1',
    description: 'The address to listen on; `0.0.0.0` or `::` for all of them.',
    ...text('an address or a host name', /^[a-z0-9_.:-]+$/i),
  },
  port: {
    name: 'PORT',
    section: 'Server',
    default: '8000',
    description: 'The port to listen on; 0 picks any free port.',
    ...wholeNumber(0, 65535),
  },
  webConcurrency: {
    name: 'WEB_CONCURRENCY',
    section: 'Server',
    default: '1',
    description: 'The number of server processes that share the port; more than one requires PostgreSQL.',
    ...wholeNumber(1, 128),
  },
  shutdownDelaySeconds: {
    name: 'SHUTDOWN_DELAY',
    section: 'Server',
    default: '0',
    description:
      'How many seconds to keep serving after SIGTERM, with `/health/ready` failing, so that load balancers notice.',
    ...wholeNumber(0, 300),
  },
  maintenance: {
    name: 'MAINTENANCE',
    section: 'Server',
    default: 'off',
    description:
      'With `on` the server is read-only: requests that change something return 503, and workers send no mail and run no jobs. For checking a restored backup.',
    ...oneOf('off', 'on'),
  },
  takeoverAfterMs: {
    name: 'TAKEOVER_AFTER',
    section: 'Server',
    default: '1m',
    description:
      'The lease of a job: how long a worker can be unresponsive before other workers take over its jobs. It should be longer than any pause of a machine.',
    ...duration(),
  },
  ...addressSettings,
  dataDir: {
    name: 'DATA_DIR',
    section: 'Storage',
    default: './data',
    description: 'The folder of the SQLite database and of the generated secret key. Created if missing.',
    ...text('a folder', /^[^\0]+$/),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    section: 'Storage',
    defaultInWords: '`sqlite://./data/docket.db`; with `DATA_DIR`, `docket.db` in that folder',
    description:
      'The database: SQLite for one server process, PostgreSQL 15 or newer for any number of them. Of several hosts, Docket uses the one that accepts writes.',
    secret: 'password',
    ...databaseUrl(),
  },
  backupTo: {
    name: 'BACKUP_TO',
    section: 'Storage',
    defaultInWords: '`backups` in `DATA_DIR`',
    whenUnset: ({ dataDir }) => ({ says: `${dataDir}/backups` }),
    description: 'Where `docket backup` and `docket migrate up` put backups: a folder, or `s3://BUCKET/PREFIX`.',
    ...text('a folder or `s3://BUCKET/PREFIX`', /^(?!s3:(?!\/\/[^/]))[^\0]+$/),
  },
  databasePoolSize: {
    name: 'DATABASE_POOL_SIZE',
    section: 'Storage',
    default: '10',
    description: 'The maximum number of connections that one process opens to PostgreSQL.',
    ...wholeNumber(1, 1000),
  },
  responseCacheSize: {
    name: 'RESPONSE_CACHE_SIZE',
    section: 'Storage',
    default: '32',
    description: 'The size of the response cache of each process, in MiB; 0 turns it off.',
    ...wholeNumber(0, 65_536),
  },
  ...retentionSettings,
  ...redisSettings,
  registration: {
    name: 'REGISTRATION',
    section: 'Accounts',
    default: 'open',
    description: 'Whether anyone can register, or only `docket user create` creates accounts.',
    ...oneOf('open', 'closed'),
  },
  people: {
    name: 'PEOPLE',
    section: 'Accounts',
    default: 'everyone',
    description:
      'Which people a user can find and assign tasks to: `everyone` with an account, or only people who share a project with them (`shared`). With open registration, `everyone` lets anyone who registers find all others.',
    ...oneOf('everyone', 'shared'),
  },
  jwtSecretKey: {
    name: 'JWT_SECRET_KEY',
    section: 'Accounts',
    defaultInWords: 'required in production; otherwise generated and stored in `DATA_DIR`',
    whenUnset: ({ dataDir }) => ({ says: `in ${dataDir}/jwt-secret`, isMade: true }),
    description: 'Signs access tokens. Changing it logs everyone out.',
    secret: 'whole',
    ...secretOf(32),
  },
  accessTokenTtlMs: {
    name: 'ACCESS_TOKEN_TTL',
    section: 'Accounts',
    default: '15m',
    description: 'The lifetime of an access token.',
    ...duration(),
  },
  refreshTokenTtlMs: {
    name: 'REFRESH_TOKEN_TTL',
    section: 'Accounts',
    default: '30d',
    description: 'The lifetime of a session that is not used.',
    ...duration(),
  },
  sessionMaxAgeMs: {
    name: 'SESSION_MAX_AGE',
    section: 'Accounts',
    default: '90d',
    description: 'The maximum lifetime of a session, even if it is used.',
    ...duration(),
  },
  refreshTokenGraceSeconds: {
    name: 'REFRESH_TOKEN_GRACE',
    section: 'Accounts',
    default: '10',
    description:
      'The seconds during which a repeated use of a refresh token returns the same new token, for a second tab or after a lost response. Later reuse ends the session; with 0, any reuse does.',
    ...wholeNumber(0, 60),
  },
  ...limitSettings,
  ...mailSettings,
  completionNotice: {
    name: 'COMPLETION_NOTICE',
    section: 'Completion notice',
    default: 'simulate',
    description:
      'Where completion notices are sent: to the AWS Lambda function, to an EventBridge bus, to a simulation of the function in this process, or nowhere.',
    ...oneOf('simulate', 'lambda', 'eventbridge', 'off'),
  },
  completionLambda: {
    name: 'COMPLETION_LAMBDA',
    section: 'Completion notice',
    defaultInWords: 'required with `COMPLETION_NOTICE=lambda`',
    description: 'The Lambda function that is invoked.',
    ...awsName('lambda', 'function:', /^[\w-]{1,64}(:[\w$-]{1,128})?$/),
  },
  completionEventBus: {
    name: 'COMPLETION_EVENT_BUS',
    section: 'Completion notice',
    defaultInWords: 'required with `COMPLETION_NOTICE=eventbridge`',
    description: 'The EventBridge bus that receives the event; `default` is the bus of the account.',
    ...awsName('events', 'event-bus/', /^[\w./-]{1,256}$/),
  },
  notificationTopicArn: {
    name: 'NOTIFICATION_TOPIC_ARN',
    section: 'Completion notice',
    description:
      'The SNS topic to which the simulated function publishes; without one it writes to the log. On AWS it is set on the function itself.',
    ...text('the ARN of an SNS topic', /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    section: 'Logs',
    default: 'info',
    description: 'The lowest level that is logged.',
    ...oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  ...monitoringSettings,
}

/** The same settings in order, for code that treats them all alike. */
export const everySetting = Object.entries(settings) as [SettingKey, Setting<unknown>][]
