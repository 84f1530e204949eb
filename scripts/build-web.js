// npm start, npm run build: builds the web app into web/dist, unless it is there and its sources have not changed since.
// --install only brings its packages, with those for development.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installPackagesOf, nodePath } from './install-packages.js'
import { recordBuild, sourcesToBuild, web } from './web-sources.js'

if (process.argv.includes('--install')) {
  const failure = await installPackagesOf(web, { withDev: true })
  if (failure) fail(failure)
} else await build()

async function build() {
  const sources = sourcesToBuild()
  if (!sources) return
  console.error('Building the web app, which takes half a minute the first time.')
  const failure = (await installPackagesOf(web, { withDev: false })) ?? runVite()
  if (failure === undefined) return recordBuild(sources)
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

function fail(reason) {
  console.error(`The packages of the web app could not be installed: ${reason}`)
  process.exit(1)
}
