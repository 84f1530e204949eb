import type { Config, Origin } from './config.ts'
import { isSetting, unknownSetting } from './nearest-setting.ts'
import { olderNamesNotRead, readOlderNames } from './older-names.ts'
import { isGiven, readSecretFiles } from './secret-files.ts'
import type { Setting } from './setting.ts'
import { everySetting, settings } from './settings.ts'

/** Everything that is wrong with the configuration, one line for each mistake. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly mistakes: string[]

  constructor(mistakes: string[]) {
    const title = mistakes.length === 1 ? 'The configuration has a mistake:' : 'The configuration has mistakes:'
    super([title, ...mistakes.map((mistake) => `  ${mistake}`)].join('\n'))
    this.mistakes = mistakes
  }
}

/**
 * Reads and checks the whole environment at once. Throws a `ConfigError` with all mistakes, after those that were found
 * before. `inEnvFile` holds the variables that come from the `.env` file.
 */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  foundBefore: readonly string[] = [],
  inEnvFile: ReadonlySet<string> = new Set(),
): Config {
  const mistakes = [...foundBefore]
  const { env, givenAs } = readOlderNames(readSecretFiles(environment, mistakes))
  const origins = originsOf(environment, givenAs, inEnvFile)
  const given: Partial<Config> = { notRead: olderNamesNotRead(environment), origins }
  for (const [key, setting] of everySetting) {
    Object.assign(given, { [key]: readSetting(setting, env, mistakes, givenAs[setting.name]) })
  }
  if (given.environment === 'production' && !isGiven(env, settings.jwtSecretKey.name)) {
    mistakes.push(`JWT_SECRET_KEY is missing, and NODE_ENV is production: expected ${settings.jwtSecretKey.expected}`)
  }
  mistakes.push(...missingTarget(given, env), ...unusedCertificates(given), ...unknownNames(env))
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  const config = withDependentDefaults(given as Config)
  if (config.webConcurrency > 1 && servesOneProcess(config)) {
    throw new ConfigError([
      `WEB_CONCURRENCY is ${config.webConcurrency}: SQLite serves one process, expected 1 or a PostgreSQL DATABASE_URL`,
    ])
  }
  return config
}

function originsOf(
  environment: NodeJS.ProcessEnv,
  givenAs: Record<string, string>,
  inEnvFile: ReadonlySet<string>,
): Record<string, Origin> {
  const origins: Record<string, Origin> = {}
  for (const [, { name, secret }] of everySetting) {
    const file = `${name}_FILE`
    const older = givenAs[name]
    const variable = older ?? name
    const from = inEnvFile.has(variable) ? 'env_file' : 'environment'
    if (older) origins[name] = { from, name: older }
    else if (isGiven(environment, name)) origins[name] = { from }
    else if (secret && isGiven(environment, file)) origins[name] = { from: 'secret_file', name: file }
  }
  return origins
}

/** True if the database can serve only one process. */
export const servesOneProcess = ({ databaseUrl }: Config): boolean => databaseUrl.startsWith('sqlite:')

/** Requires a target for completion notices, unless they stay in this process. */
function missingTarget({ completionNotice }: Partial<Config>, env: NodeJS.ProcessEnv): string[] {
  if (completionNotice !== 'lambda' && completionNotice !== 'eventbridge') return []
  const { name, expected } = completionNotice === 'lambda' ? settings.completionLambda : settings.completionEventBus
  return isGiven(env, name)
    ? []
    : [`${name} is missing, and COMPLETION_NOTICE is ${completionNotice}: expected ${expected}`]
}

/** Setting a CA implies that TLS is expected. */
function unusedCertificates({ redisUrl, redisTlsCa }: Partial<Config>): string[] {
  if (!redisTlsCa || !redisUrl || /^rediss(\+sentinel)?:/.test(redisUrl)) return []
  return [
    'REDIS_TLS_CA is set, and REDIS_URL does not use TLS: expected a REDIS_URL that begins with `rediss://` or `rediss+sentinel://`',
  ]
}

function readSetting(setting: Setting<unknown>, env: NodeJS.ProcessEnv, mistakes: string[], givenAs?: string): unknown {
  const given = isGiven(env, setting.name) ? env[setting.name] : setting.default
  if (given === undefined) return undefined
  const value = setting.read(setting.secret === 'whole' ? given : given.trim())
  if (value === undefined) mistakes.push(mistakeIn(setting, given, givenAs))
  return value
}

// A URL that cannot be parsed may contain its password anywhere, so none of it is repeated.
function mistakeIn({ name, secret, expected, explain }: Setting<unknown>, given: string, givenAs?: string): string {
  const shown = secret ? 'not acceptable (the value is secret and not shown)' : JSON.stringify(given)
  const says = explain?.(given) ?? `is ${shown}`
  return `${givenAs ? `${givenAs}, read as ${name},` : name} ${says}: expected ${expected}`
}

function unknownNames(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('DOCKET_') && !isSetting(name))
    .map(unknownSetting)
}

function withDependentDefaults(given: Config): Config {
  const dataDir = given.dataDir.replace(/(?<=.)\/+$/, '')
  const publicHost = given.publicUrl ? [new URL(given.publicUrl).hostname] : []
  return {
    ...given,
    dataDir,
    databaseUrl: given.databaseUrl ?? `sqlite://${dataDir}/docket.db`,
    corsOrigins: given.corsOrigins ?? [],
    allowedHosts: [...new Set([...given.allowedHosts, ...publicHost])],
    httpsRedirect: given.httpsRedirect ?? given.publicUrl?.startsWith('https://') ?? false,
  }
}
