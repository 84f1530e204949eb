import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { sourcesToBuild, web } from './web-sources.js'

// npm links it from the one package of `optionalDependencies` that holds Node for this platform.
const ourNode = resolve('node_modules/.bin/node')
const oldest = 26
const AND_WEB = '--and-web'

/**
 * Installs the packages of the server, and with them the Node that everything runs on; with `--and-web` at the same time
 * those that building the web app needs. Exits if those of the server cannot be installed.
 */
export async function installPackages(flags) {
  // The sources are read only if packages are missing.
  const isWebWanted = flags.includes(AND_WEB) && !isInstalled(web, false) && sourcesToBuild()
  await Promise.all([
    installServerPackages(flags.filter((flag) => flag !== AND_WEB)),
    // If this fails, the build tries again and says why.
    isWebWanted && installPackagesOf(web, { withDev: false }),
  ])
}

/** Installs what a folder's package-lock.json asks for, unless it is there. Resolves to why that failed, if it did. */
export async function installPackagesOf(folder, { withDev }) {
  return isInstalled(folder, withDev) ? undefined : runNpmCi(folder, [withDev ? '--include=dev' : '--omit=dev'])
}

/** The Node that everything runs on. */
export const nodePath = () => (existsSync(ourNode) ? ourNode : process.execPath)

async function installServerPackages(flags) {
  const withDev = process.env.NODE_ENV !== 'production' || flags.includes('--include=dev')
  if (hasNode() && isInstalled('.', withDev)) return
  console.error('Installing packages (npm ci), which takes a minute the first time.')
  const failure = await runNpmCi('.', flags)
  if (failure) fail(failure)
  if (!hasNode()) {
    fail(
      `npm did not install Node ${oldest} for ${process.platform}-${process.arch}. Install Node ${oldest} or newer on this machine; ` +
        'if npm omits optional packages, include them.',
    )
  }
}

// Runs no install scripts: what they would fetch has no hash in package-lock.json.
async function runNpmCi(folder, flags) {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...flags]
  const env = { ...process.env, PATH: systemPath() }
  try {
    await promisify(execFile)('npm', ['ci', ...options], { cwd: folder, env })
  } catch ({ code, message, stderr }) {
    return typeof code === 'string' ? `npm could not be run (${message}).` : `npm ci failed.\n${beginningOf(stderr)}`
  }
}

// Compares contents rather than times, which a checkout or a copy changes. What is optional is for other platforms.
function isInstalled(folder, withDev) {
  const installed = packagesOf(join(folder, 'node_modules/.package-lock.json'))
  if (!installed) return false
  return Object.entries(packagesOf(join(folder, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true
    if (installed[path]) return installed[path].version === wanted.version
    return wanted.optional || wanted.devOptional || (wanted.dev && !withDev)
  })
}

function hasNode() {
  return existsSync(ourNode) || Number(process.versions.node.split('.')[0]) >= oldest
}

function packagesOf(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : undefined
}

// npm ci removes node_modules first, and with it the Node that npm would find at the head of the path.
function systemPath() {
  const own = resolve('node_modules')
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(own))
    .join(delimiter)
}

// After the reason npm may go on to explain its every flag.
function beginningOf(complaint) {
  return complaint.split('\n').slice(0, 12).join('\n')
}

function fail(reason) {
  console.error(`Docket's packages could not be installed: ${reason}`)
  process.exit(1)
}
