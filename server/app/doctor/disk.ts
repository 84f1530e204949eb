import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { fileOf } from '../../platform/database/database.ts'
import { type Finding, fail, ok, warn, wordsOf } from './finding.ts'

const MIB = 1024 * 1024
const TOO_LITTLE = 50 * MIB
const LITTLE = 500 * MIB

/** Whether the data folder is writable and has free space, and whether others can read the secrets in it. */
export async function examineDisk({ dataDir, databaseUrl }: Config): Promise<Finding[]> {
  const file = fileOf(databaseUrl)
  // The database may be on another disk.
  const folders = new Set([resolve(dataDir), ...(file ? [dirname(resolve(file))] : [])])
  const found = await Promise.all([...folders].map(examineFolder))
  return [...found.flat(), ...(await examineSecretFile(join(dataDir, 'jwt-secret')))]
}

async function examineFolder(wanted: string): Promise<Finding[]> {
  const about = 'disk'
  const folder = nearestFolder(wanted)
  try {
    await tryToWrite(folder)
  } catch (reason) {
    const { code = '' } = reason as NodeJS.ErrnoException
    const advice = NO_ROOM[code] ?? `Make Docket's account the owner of ${wanted}.`
    return [fail(about, `${folder} cannot be written to: ${wordsOf(reason)}.`, advice)]
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const says = `${Math.round(free / MIB).toLocaleString('en')} MiB are free for ${wanted}.`
  const room =
    free < TOO_LITTLE ? fail(about, says, MAKE_ROOM) : free < LITTLE ? warn(about, says, MAKE_ROOM) : ok(about, says)
  return [room, ...(await examineModes(folder))]
}

const MAKE_ROOM = 'Free some space: when the disk is full, nothing can be saved.'
const NO_ROOM: Record<string, string> = {
  ENOSPC: MAKE_ROOM,
  EDQUOT: "Raise the disk quota of Docket's account.",
  EFBIG: "Raise the limit on the size of files (ulimit -f) of Docket's account.",
}

const OF_A_DATABASE = /\.(db|dump|sql|bak|backup)(-wal|-shm)?(\.(gz|zst|xz))?$/

/** The database and copies of it contain password hashes. */
async function examineModes(folder: string): Promise<Finding[]> {
  const { mode } = await stat(folder)
  // Other users cannot read files in a folder that they may not enter.
  if ((mode & ENTERED_BY_OTHERS) === 0) return []
  const names = (await readdir(folder)).filter((name) => OF_A_DATABASE.test(name))
  const stats = await Promise.all(names.map(async (name) => ({ name, mode: (await stat(join(folder, name))).mode })))
  const open = stats.filter((file) => (file.mode & READABLE_BY_OTHERS) !== 0).map(({ name }) => join(folder, name))
  if (open.length === 0) return []
  return [
    warn('files', `Other users of this machine can read ${open.join(', ')}.`, `Run \`chmod 600 ${open.join(' ')}\`.`),
  ]
}

const ENTERED_BY_OTHERS = 0o011

/** The folder itself, or the one in which it would be created. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `.docket-doctor-${randomUUID()}`)
  const file = await open(path, 'wx', 0o600)
  try {
    // Quotas and limits only show up in a write.
    await file.writeFile(Buffer.alloc(MIB))
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

const READABLE_BY_OTHERS = 0o077

async function examineSecretFile(path: string): Promise<Finding[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found || (found.mode & READABLE_BY_OTHERS) === 0) return []
  return [warn('secret key', `Other users of this machine can read ${path}.`, `Run \`chmod 600 ${path}\`.`)]
}
