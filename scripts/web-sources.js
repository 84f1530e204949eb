import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const web = join(root, 'web')
const BUILT_FROM = join(web, 'dist/.built-from')
const SOURCES = ['src', 'public', 'build', 'index.html', 'package-lock.json', 'vite.config.ts']

/** The hash of the sources from which the web app must be built; undefined if it is off, without sources, or built. */
export function sourcesToBuild() {
  if (isOff() || !existsSync(join(web, 'src'))) return undefined
  const wanted = hashOfSources()
  return existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === wanted ? undefined : wanted
}

/** `sources` as they were before the build: they may have changed during it. */
export const recordBuild = (sources) => writeFileSync(BUILT_FROM, sources)

function hashOfSources() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap(filesOf)) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(web, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesOf(source) {
  if (!statSync(join(web, source)).isDirectory()) return [source]
  const below = readdirSync(join(web, source), { recursive: true }).map((path) => join(source, path))
  return below.filter((path) => statSync(join(web, path)).isFile()).sort()
}

/** The server reads the same setting. */
function isOff() {
  const env = join(root, '.env')
  const file = existsSync(env) ? readFileSync(env, 'utf8') : ''
  const [, written] = /^\s*(?:export\s+)?WEB_APP\s*=\s*["']?(\w+)/m.exec(file) ?? []
  return (process.env.WEB_APP ?? written) === 'off'
}
