import { isGiven } from './secret-files.ts'

/** A variable of the older systems that is equivalent to a setting of Docket. */
type SameMeaning = { name: string; setting: string; read: (value: string) => string | undefined }

const asItIs = (value: string) => value
const withCommas = (value: string) =>
  value
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(',')

const same: SameMeaning[] = [
  { name: 'SECRET_KEY', setting: 'JWT_SECRET_KEY', read: asItIs },
  { name: 'DJANGO_SECRET_KEY', setting: 'JWT_SECRET_KEY', read: asItIs },
  { name: 'FLASK_ENV', setting: 'NODE_ENV', read: (value) => (value === 'testing' ? 'test' : value) },
  { name: 'DEBUG', setting: 'NODE_ENV', read: environmentOfDebug },
  { name: 'DJANGO_ALLOWED_HOSTS', setting: 'ALLOWED_HOSTS', read: withCommas },
  { name: 'CORS_ALLOWED_ORIGINS', setting: 'CORS_ORIGINS', read: withCommas },
  { name: 'CELERY_BROKER_URL', setting: 'REDIS_URL', read: asItIs },
  { name: 'DEFAULT_FROM_EMAIL', setting: 'EMAIL_FROM', read: asItIs },
]

const SMTP = 'Set SMTP_URL, such as smtp://user:password@mail.example.org:587.'
const DATABASE = 'Set DATABASE_URL to a database of Docket: `docket import` imports the data of the older one.'

/** Variables that have a different meaning, each with advice on what to set instead. */
const other: Record<string, string> = {
  DB_HOST: DATABASE,
  DB_NAME: DATABASE,
  SQLALCHEMY_DATABASE_URI: DATABASE,
  EMAIL_HOST: SMTP,
  EMAIL_HOST_USER: SMTP,
  EMAIL_HOST_PASSWORD: SMTP,
  FLASK_APP: 'Start Docket with `docket serve`.',
  FLASK_DEBUG: 'Set NODE_ENV.',
  DJANGO_SETTINGS_MODULE: 'Every setting of Docket is an environment variable.',
}

/** The setting that each variable is read as, for the documentation. */
export const sameMeanings: readonly { name: string; setting: string }[] = same

export const olderNames: readonly string[] = [...same.map(({ name }) => name), ...Object.keys(other)]

/** The environment, extended by the settings that are given only under the name of an older system, and those names. */
export function readOlderNames(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; givenAs: Record<string, string> } {
  const read: NodeJS.ProcessEnv = {}
  const givenAs: Record<string, string> = {}
  for (const { name, setting, read: translate } of same) {
    const isTaken = [setting, `${setting}_FILE`].some((taken) => isGiven(env, taken)) || setting in read
    const value = isTaken || !isGiven(env, name) ? undefined : translate((env[name] as string).trim())
    if (value === undefined) continue
    read[setting] = value
    givenAs[setting] = name
  }
  return { env: { ...env, ...read }, givenAs }
}

/** Advice for each variable of an older system that is set and that Docket does not read. */
export function olderNamesNotRead(env: NodeJS.ProcessEnv): { name: string; advice: string }[] {
  return Object.entries(other)
    .filter(([name]) => isGiven(env, name))
    .map(([name, advice]) => ({ name, advice }))
}

// Node packages also read DEBUG, as a list of names.
function environmentOfDebug(value: string): string | undefined {
  if (/^(true|1|yes|on)$/i.test(value)) return 'development'
  return /^(false|0|no|off)$/i.test(value) ? 'production' : undefined
}
