import type { Config } from '../../platform/config/config.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

/** Settings that are allowed but probably unintended. */
export function examineSettings(config: Config): Finding[] {
  return [
    examineSecret(config),
    ...examinePeople(config),
    ...examineAddresses(config),
    ...examineProcesses(config),
    ...examineMetrics(config),
    ...examineMaintenance(config),
    ...config.notRead.map(({ name, advice }) => warn('older settings', `${name} is not read.`, advice)),
  ]
}

const WORDS = /secret|change|password|example|docket|letmein|1234|qwert/i
const FEWEST_CHARACTERS = 12

function examineSecret({ jwtSecretKey, dataDir }: Config): Finding {
  const about = 'secret key'
  if (!jwtSecretKey) return ok(about, `Made by Docket, and kept in ${dataDir}.`)
  const advice = 'Set JWT_SECRET_KEY to what `openssl rand -base64 48` prints. Everyone has to log in again.'
  if (new Set(jwtSecretKey).size < FEWEST_CHARACTERS) {
    return fail(about, 'JWT_SECRET_KEY repeats a few characters: it can be guessed.', advice)
  }
  if (WORDS.test(jwtSecretKey)) return warn(about, 'JWT_SECRET_KEY contains a word that many secrets contain.', advice)
  return ok(about, 'JWT_SECRET_KEY is set.')
}

/** What anyone on the internet can find out about the users, as a sentence; undefined if nothing. */
export function describePublicAccess({ environment, registration, people }: Config): string | undefined {
  const isOpen = environment === 'production' && registration === 'open' && people === 'everyone'
  return isOpen
    ? 'Anybody may register (REGISTRATION=open), and then find every account by name (PEOPLE=everyone).'
    : undefined
}

function examinePeople(config: Config): Finding[] {
  const warning = describePublicAccess(config)
  const advice = 'Set REGISTRATION=closed for an organisation of its own, or PEOPLE=shared.'
  return warning ? [warn('people', warning, advice)] : []
}

function examineAddresses(config: Config): Finding[] {
  const { environment, publicUrl, host, allowedHosts, corsOrigins, trustProxy, httpsRedirect } = config
  const about = 'addresses'
  const found: Finding[] = []
  const isProduction = environment === 'production'
  if (isProduction && !publicUrl) {
    const advice = 'Set PUBLIC_URL to what clients type, such as https://tasks.example.org.'
    found.push(warn(about, 'PUBLIC_URL is not set: links in answers and mails lead to this machine.', advice))
  }
  if (isProduction && publicUrl?.startsWith('http:')) {
    const advice = 'Let a proxy speak https, and begin PUBLIC_URL with it.'
    found.push(warn(about, 'PUBLIC_URL is plain http: passwords travel in the open.', advice))
  }
  if (httpsRedirect && trustProxy === false) {
    const advice = 'Set TRUST_PROXY to the number of proxies in front.'
    found.push(fail(about, 'Everyone is sent on to https for ever: the proxy that speaks it is not trusted.', advice))
  }
  if (isProduction && allowedHosts.includes('*')) {
    const advice = 'Name the hosts in ALLOWED_HOSTS; that of PUBLIC_URL is allowed anyway.'
    found.push(warn(about, 'ALLOWED_HOSTS allows any: a link in an answer may lead to another site.', advice))
  }
  if (isProduction && corsOrigins.includes('*')) {
    const advice = 'Name the pages in CORS_ORIGINS that call the API.'
    found.push(warn(about, 'CORS_ORIGINS lets every web page read answers.', advice))
  }
  if (isProduction && /^(0\.0\.0\.0|::)$/.test(host) && trustProxy === false) {
    const advice = 'Set HOST=127.0.0.1 and a proxy in front, or TRUST_PROXY where there is one on another machine.'
    found.push(warn(about, 'Docket listens on every address, with no proxy in front.', advice))
  }
  return found.length > 0 ? found : [ok(about, `Clients come to ${publicUrl ?? `${host}:${config.port}`}.`)]
}

function examineMaintenance({ maintenance }: Config): Finding[] {
  if (maintenance === 'off') return []
  return [warn('maintenance', 'The server is read-only and sends no mail.', 'Unset MAINTENANCE when you are done.')]
}

function examineProcesses({ webConcurrency, redisUrl }: Config): Finding[] {
  if (webConcurrency === 1 || redisUrl) return []
  const advice = 'Set REDIS_URL, so that they count together.'
  return [warn('processes', `${webConcurrency} processes, and each counts rate limits for itself.`, advice)]
}

function examineMetrics({ environment, metrics, metricsToken, metricsPort }: Config): Finding[] {
  if (environment !== 'production' || metrics === 'off' || metricsToken || metricsPort !== undefined) return []
  const says = 'Nothing can read `/metrics`: neither METRICS_TOKEN nor METRICS_PORT is set.'
  return [warn('metrics', says, 'Set METRICS_TOKEN or METRICS_PORT for Prometheus, or METRICS=off.')]
}
