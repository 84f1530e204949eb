/** The source of a setting's value. `name`: the variable that set it, if not the setting's own. */
export type Origin = { from: 'environment' | 'env_file' | 'secret_file'; name?: string }

/** The whole configuration, read once at the start of the program. Durations are in milliseconds. */
export type Config = {
  /** Variables of older systems that are set and that Docket does not read. */
  notRead: { name: string; advice: string }[]
  /** The source of each setting that is set, by its name; all others have their defaults. */
  origins: Readonly<Record<string, Origin>>
  environment: 'development' | 'production' | 'test'
  host: string
  /** 0 lets the system choose a free port. */
  port: number
  /** The number of processes that handle requests. */
  webConcurrency: number
  shutdownDelaySeconds: number
  /** `on`: requests can only read, and no emails or notices are sent. */
  maintenance: 'off' | 'on'
  /** How long a worker may be silent before others take over its work. */
  takeoverAfterMs: number
  /** An origin, followed by a path if Docket shares the host, without a trailing slash: our paths are appended. */
  publicUrl?: string
  allowedHosts: string[]
  corsOrigins: string[]
  /** The number of proxies in front, or their addresses; false if there are none. */
  trustProxy: false | number | string[]
  httpsRedirect: boolean
  hstsIncludeSubdomains: boolean
  compression: 'off' | 'on'
  webApp: 'on' | 'off'

  dataDir: string
  databaseUrl: string
  /** A folder or s3://BUCKET/PREFIX; by default a folder in the data folder. */
  backupTo?: string
  databasePoolSize: number
  /** In MiB. */
  responseCacheSize: number
  redisUrl?: string
  /** The path of a file, like the one for the mail server. */
  redisTlsCa?: string
  redisTlsVerify: 'on' | 'off'
  eventRetentionMs: number
  jobRetentionMs: number
  deliveryRetentionMs: number

  registration: 'open' | 'closed'
  /** Which accounts a user may find: all, or only those of people who share something with them. */
  people: 'everyone' | 'shared'
  jwtSecretKey?: string
  accessTokenTtlMs: number
  refreshTokenTtlMs: number
  sessionMaxAgeMs: number
  /** 0 disables the grace period: a refresh token that is used again always ends its session. */
  refreshTokenGraceSeconds: number

  /** 0 disables the limit. */
  rateLimitMax: number
  rateLimitWindowMs: number
  /** Per minute; 0 disables the limit. */
  loginMaxPerAddress: number
  loginMaxPerAccount: number
  /** Per hour; 0 disables the limit. */
  registrationMaxPerAddress: number
  passwordResetMaxPerAddress: number
  passwordResetMaxPerAccount: number
  /** Per minute. */
  peopleSearchMaxPerAccount: number
  /** Per hour. */
  exportMaxPerAccount: number
  liveConnectionsPerUser: number

  smtpUrl?: string
  smtpTlsCa?: string
  emailFrom: string

  completionNotice: 'simulate' | 'lambda' | 'eventbridge' | 'off'
  /** A name or an ARN, as is the event bus. */
  completionLambda?: string
  completionEventBus?: string
  notificationTopicArn?: string

  metrics: 'on' | 'off'
  metricsPort?: number
  metricsToken?: string
  /** The URL of an OpenTelemetry collector. */
  otlpEndpoint?: string
  otlpHeaders?: string
  otelServiceName: string
  /** The share of traces that are recorded, in percent. */
  traceSamplePercent: number

  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
}
