import { hostsIn, urlOfEachHost, withHosts } from '../host-list.ts'
import type { Config, Origin } from './config.ts'
import { sameMeanings } from './older-names.ts'
import { readConfig } from './read-config.ts'
import { secretFileNames } from './secret-files.ts'
import type { Setting } from './setting.ts'
import { everySetting } from './settings.ts'

/** An effective setting without its secrets. `value` is undefined if it is not set; `note` then states what applies. */
export type EffectiveSetting = {
  name: string
  section: string
  description: string
  value: string | undefined
  note: string | undefined
  origin: Origin['from'] | 'default' | 'made'
  givenAs: string | undefined
}

/** The effective value of every setting. */
export function effectiveSettings(config: Config): EffectiveSetting[] {
  return everySetting.map(([key, setting]) => {
    const { name, section, description, whenUnset } = setting
    const isSet = config[key] !== undefined
    const unset = isSet ? undefined : whenUnset?.(config)
    const given = config.origins[name]
    return {
      name,
      section,
      description,
      value: isSet ? show(setting, config[key]) : undefined,
      note: unset?.says,
      origin: given?.from ?? (unset?.isMade ? 'made' : 'default'),
      givenAs: given?.name,
    }
  })
}

/** The effective configuration as text, one line per setting with its origin; secrets are masked. */
export function describeConfig(config: Config): string {
  const settings = effectiveSettings(config)
  const width = Math.max(...settings.map(({ name }) => name.length))
  const lines = settings.map(({ name, value, note, origin, givenAs }) => {
    const shown = value ?? (note ? `(${note})` : '(not set)')
    return `${name.padEnd(width)}  ${shown.padEnd(VALUE_WIDTH)}  ${ORIGINS[origin](givenAs)}`
  })
  return lines.join('\n')
}

const VALUE_WIDTH = 40

const ORIGINS: Record<EffectiveSetting['origin'], (givenAs?: string) => string> = {
  environment: (givenAs) => (givenAs ? `environment, as ${givenAs}` : 'environment'),
  env_file: (givenAs) => (givenAs ? `.env, as ${givenAs}` : '.env'),
  secret_file: (givenAs) => `the file in ${givenAs}`,
  default: () => 'default',
  made: () => 'made by Docket',
}

/** The settings that differ from their defaults, by name; secrets are masked. */
export function changedSettings(config: Config): Record<string, string> {
  const defaults = readConfig({})
  const changed = everySetting.filter(([key, { write }]) => {
    const [value, usual] = [config[key], defaults[key]]
    return value !== undefined && (usual === undefined || write(value) !== write(usual))
  })
  return Object.fromEntries(changed.map(([key, setting]) => [setting.name, show(setting, config[key])]))
}

function show(setting: Setting<unknown>, value: unknown): string {
  if (value === undefined) return '(not set)'
  if (setting.secret === 'whole') return '***'
  const written = setting.write(value)
  return setting.secret === 'password' ? maskPassword(written) : written || '(none)'
}

/** Masks the password in a URL, also if it is a query parameter. */
export function maskPassword(written: string): string {
  const [first, ...others] = urlOfEachHost(written)
  const masked = maskPasswordOfOne(first)
  return others.length > 0 && masked !== '***' ? withHosts(masked, hostsIn(written)) : masked
}

function maskPasswordOfOne(written: string): string {
  const url = URL.parse(written)
  if (!url) return '***'
  const secretParameters = [...url.searchParams.keys()].filter((name) => /pass|secret|token|key/i.test(name))
  if (!url.password && secretParameters.length === 0) return written
  if (url.password) url.password = '***'
  for (const name of secretParameters) url.searchParams.set(name, '***')
  return url.href
}

/** The content of docs/configuration.md. */
export function renderConfigurationPage(): string {
  const sections = Map.groupBy(
    everySetting.map(([, setting]) => setting),
    ({ section }) => section,
  )
  return [introduction, ...[...sections].map(([title, members]) => renderSection(title, members))].join('\n')
}

const introduction = `<!-- Generated from server/platform/config/settings.ts by \`npm run generate\`. -->

# Configuration

Docket is configured by environment variables, and by a file \`.env\` in the working directory; where both set a variable,
the environment wins. Docket reads them once when it starts, names every mistake at once and does not start with one.
An empty variable counts as not set. Unknown names are refused in \`.env\`, apart from those that Node, npm, PostgreSQL, the AWS SDK,
OpenTelemetry and Docker Compose read; in the environment only those that begin with \`DOCKET_\` are.

A secret can also be read from a file, as Docker and Kubernetes mount secrets: ${secretFileNames.map((name) => `\`${name}\``).join(', ')} take the
path of a file in place of the value.

Some names of the older systems are read where Docket's own is not set: ${sameMeanings.map(({ name, setting }) => `\`${name}\` as \`${setting}\``).join(', ')}. Others, such as \`DB_HOST\`, are named in a warning with what to set in their place.

\`docket config\` prints the settings in effect and where each is from, with secrets masked; the administration of the web app shows the same.
`

function renderSection(title: string, members: Setting<unknown>[]): string {
  const rows = members.map((setting) => {
    const cells = [`\`${setting.name}\``, renderDefault(setting), `${setting.description} Takes ${setting.expected}.`]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  })
  return `## ${title}\n\n| variable | default | what it does |\n|---|---|---|\n${rows.join('')}`
}

function renderDefault(setting: Setting<unknown>): string {
  if (setting.defaultInWords) return setting.defaultInWords
  return setting.default ? `\`${setting.default}\`` : 'none'
}
