import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { isSetting, unknownSetting } from './nearest-setting.ts'
import { ConfigError } from './read-config.ts'

/**
 * Variables that Node, npm, PostgreSQL, the AWS SDK, OpenTelemetry, the system and compose.yaml read from the same
 * file.
 */
const OF_OTHERS =
  /^((AWS|NODE|NPM|OTEL|PG|POSTGRES|NGINX|COMPOSE|DOCKER|LC|UV|SSL_CERT)_?\w*|TZ|LANG|PATH|HOME|TMPDIR|DEBUG|NO_COLOR|FORCE_COLOR|(HTTPS?|NO|ALL)_PROXY)$/i

/**
 * The environment, extended by the `.env` file of the folder; which variables come from that file; and the names in the
 * file that no program reads. The environment takes precedence over the file.
 */
export function loadEnvFile(
  env: NodeJS.ProcessEnv,
  folder = process.cwd(),
): { env: NodeJS.ProcessEnv; mistakes: string[]; inFile: Set<string> } {
  const path = join(folder, '.env')
  const text = readIfExists(path)
  const added = parseEnv(text)
  const unknown = Object.keys(added)
    .filter((name) => !isSetting(name) && !OF_OTHERS.test(name))
    .map((name) => ({ name, line: lineOf(name, text) }))
    .sort((one, other) => one.line - other.line)
  const mistakes = [
    ...unreadableLines(text).map((line) => `${path}:${line}: This is not of the form NAME=VALUE.`),
    ...unknown.map(({ name, line }) => `${path}:${line}: ${unknownSetting(name)}`),
  ]
  const merged = { ...added, ...env }
  // Child processes inherit the variables of the file in their environment.
  const inFile = new Set(Object.keys(added).filter((name) => merged[name] === added[name]))
  return { env: merged, mistakes, inFile }
}

function readIfExists(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ''
    throw new ConfigError([`${path} cannot be read (${code ?? error})`])
  }
}

/** The numbers of lines that Node's parser ignores: words without `=`, outside of a quoted value of several lines. */
function unreadableLines(text: string): number[] {
  const found: number[] = []
  let quote: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (quote) {
      if (line.includes(quote)) quote = undefined
      continue
    }
    const [, opened, rest] = /^[^#=]*=\s*(["'`])(.*)$/.exec(line) ?? []
    if (opened && !rest?.includes(opened)) quote = opened
    if (/^\s*[^\s#]/.test(line) && !line.includes('=')) found.push(index + 1)
  }
  return found
}

function lineOf(name: string, text: string): number {
  const lines = text.split('\n').map((line) => line.replace(/^\s*(export\s+)?/, ''))
  return lines.findIndex((line) => line.startsWith(name) && /^\s*=/.test(line.slice(name.length))) + 1
}
