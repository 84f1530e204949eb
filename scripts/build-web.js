// npm start, npm run build: builds the web app into web/dist, unless it is there and its sources have not changed since.
// --install only brings its packages, with those for development.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackagesOf, nodePath } from './install-packages.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const web = join(root, 'web')
const BUILT_FROM = join(web, 'dist/.built-from')
const SOURCES = ['src', 'public', 'build', 'index.html', 'package-lock.json', 'vite.config.ts']

if (process.argv.includes('--install')) {
  const failure = installPackagesOf(web, { withDev: true })
  if (failure) fail(failure)
} else if (!isOff() && existsSync(join(web, 'src'))) build()

function build() {
  const wanted = hashOfSources()
  if (existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === wanted) return
  console.error('Building the web app, which takes half a minute the first time.')
  const failure = installPackagesOf(web, { withDev: false }) ?? runVite()
  if (failure === undefined) return writeFileSync(BUILT_FROM, wanted)
  console.error(`The web app could not be built, so only the API is served: ${failure}`)
  // The API does not need it. Whoever asked for the web app itself learns that there is none.
  if (process.env.npm_lifecycle_event !== 'prestart') process.exit(1)
}

function runVite() {
  const vite = join(web, 'node_modules/vite/bin/vite.js')
  const { status, signal, stderr } = spawnSync(nodePath(), [vite, 'build', '--logLevel', 'warn'], {
    cwd: web,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return status === 0 ? undefined : stderr || `Vite exited with ${signal ?? status}`
}

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
  const env = resolve(root, '.env')
  const file = existsSync(env) ? readFileSync(env, 'utf8') : ''
  const [, written] = /^\s*(?:export\s+)?WEB_APP\s*=\s*["']?(\w+)/m.exec(file) ?? []
  return (process.env.WEB_APP ?? written) === 'off'
}

function fail(reason) {
  console.error(`The packages of the web app could not be installed: ${reason}`)
  process.exit(1)
}
