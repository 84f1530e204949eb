import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts'

const MIB = 1024 * 1024
const TOO_LITTLE = 50 * MIB
const LITTLE = 500 * MIB

/** Whether the data folder can be written to and has room, and whether others may read what is secret in it. */
export async function examineDisk({ dataDir }: Config): Promise<Finding[]> {
  const about = 'disk'
  const folder = nearestFolder(resolve(dataDir))
  try {
    await tryToWrite(folder)
  } catch (reason) {
    return [fail(about, `${folder} cannot be written to: ${wordsOf(reason)}.`, `Let Docket's account own ${dataDir}.`)]
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const says = `${Math.round(free / MIB).toLocaleString('en')} MiB are free for ${dataDir}.`
  const advice = 'Make room: when it is full, nothing can be saved.'
  const room =
    free < TOO_LITTLE ? fail(about, says, advice) : free < LITTLE ? warn(about, says, advice) : ok(about, says)
  return [room, ...(await examineKeptSecret(join(dataDir, 'jwt-secret')))]
}

/** The folder itself, or where it would be made. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `.docket-doctor-${randomUUID()}`)
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile('a line that has to reach the disk\n')
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

const READABLE_BY_OTHERS = 0o077

async function examineKeptSecret(path: string): Promise<Finding[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found || (found.mode & READABLE_BY_OTHERS) === 0) return []
  return [warn('secret key', `Others on this machine may read ${path}.`, `Run \`chmod 600 ${path}\`.`)]
}
