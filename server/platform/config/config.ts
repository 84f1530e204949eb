/** Where the value of a setting is from. `name`: the variable that gave it, where that is not the setting's own. */
export type Origin = { from: 'environment' | 'env_file' | 'secret_file'; name?: string }

/** Everything that can be configured, read once at the top of the program. Durations are in milliseconds. */
export type Config = {
  /** What is set for an older system, and means nothing here. */
  notRead: { name: string; advice: string }[]
  /** Where each setting that is given is from, by its name; the rest have their defaults. */
  origins: Readonly<Record<string, Origin>>
  environment: 'development' | 'production' | 'test'
  host: string
  /** 0 lets the system choose a free port. */
  port: number
  /** How many processes answer requests. */
  webConcurrency: number
  shutdownDelaySeconds: number
  /** `on`: requests only read, and nothing is sent. */
  maintenance: 'off' | 'on'
  /** How long a worker may be silent before others take up its work. */
  takeoverAfterMs: number
  /** An origin, with a path where Docket shares the host, and no slash at the end: paths of ours are appended. */
  publicUrl?: string
  allowedHosts: string[]
  corsOrigins: string[]
  /** How many proxies stand in front, or which addresses they have; false when there are none. */
  trustProxy: false | number | string[]
  httpsRedirect: boolean
  hstsIncludeSubdomains: boolean
  compression: 'off' | 'on'
  webApp: 'on' | 'off'

  dataDir: string
  databaseUrl: string
  /** A folder or s3://BUCKET/PREFIX; without it a folder in the data folder. */
  backupTo?: string
  databasePoolSize: number
  /** In MiB. */
  answerCacheSize: number
  redisUrl?: string
  /** A file; so is that of the mail server. */
  redisTlsCa?: string
  redisTlsVerify: 'on' | 'off'
  eventRetentionMs: number
  jobRetentionMs: number
  deliveryRetentionMs: number

  registration: 'open' | 'closed'
  /** Whom a user may find and assign tasks to: every account, or those that they share a project with. */
  people: 'everyone' | 'shared'
  jwtSecretKey?: string
  accessTokenTtlMs: number
  refreshTokenTtlMs: number
  sessionMaxAgeMs: number
  /** 0 for none: a refresh token that comes back always ends its session. */
  refreshTokenGraceSeconds: number

  /** 0 switches the limit off. */
  rateLimitMax: number
  rateLimitWindowMs: number
  /** How often in a minute, and 0 for as often as one likes. */
  loginMaxPerAddress: number
  loginMaxPerAccount: number
  /** The same in an hour. */
  registrationMaxPerAddress: number
  passwordResetMaxPerAddress: number
  passwordResetMaxPerAccount: number
  /** In a minute. */
  peopleSearchMaxPerAccount: number
  /** In an hour. */
  exportMaxPerAccount: number
  liveConnectionsPerUser: number

  smtpUrl?: string
  smtpTlsCa?: string
  emailFrom: string

  completionNotice: 'simulate' | 'lambda' | 'eventbridge' | 'off'
  /** A name or an ARN; so is the bus. */
  completionLambda?: string
  completionEventBus?: string
  notificationTopicArn?: string

  metrics: 'on' | 'off'
  metricsPort?: number
  metricsToken?: string
  /** Of an OpenTelemetry collector. */
  otlpEndpoint?: string
  otlpHeaders?: string
  otelServiceName: string
  /** The share of traces that are kept, in percent. */
  tracesKept: number

  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
}
