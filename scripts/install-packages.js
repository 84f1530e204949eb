import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

// npm links it from the one package of `optionalDependencies` that holds Node for this platform.
const ourNode = resolve('node_modules/.bin/node')
const oldest = 26

/**
 * Runs `npm ci` with these flags, unless node_modules already holds what package-lock.json asks for. Runs no install
 * scripts: what they would fetch has no hash in package-lock.json.
 */
export function installPackages(flags) {
  const withDev = process.env.NODE_ENV !== 'production' || flags.includes('--include=dev')
  if (isInstalled(withDev)) return
  console.error('Installing packages (npm ci), which takes a minute the first time.')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...flags]
  const { status, stderr, error } = spawnSync('npm', ['ci', ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: systemPath() },
  })
  if (error) fail(`npm could not be run (${error.message}).`)
  if (status !== 0) fail(`npm ci failed.\n${beginningOf(stderr)}`)
  if (!hasNode()) {
    fail(
      `npm brought no Node ${oldest} for ${process.platform}-${process.arch}. Install Node ${oldest} or newer on this machine; ` +
        'where npm leaves out optional packages, let it install them.',
    )
  }
}

// Compares contents rather than times, which a checkout or a copy changes. What is optional is for other platforms.
function isInstalled(withDev) {
  const installed = hasNode() && packagesOf('node_modules/.package-lock.json')
  if (!installed) return false
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
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
