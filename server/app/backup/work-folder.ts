import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { clock } from '../../platform/clock.ts'

const PREFIX = '.docket-backup-'
const LEFT_BEHIND_AFTER_MS = 24 * 60 * 60_000
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** Runs `work` with a new folder inside `parent`, which is deleted afterwards, also after Ctrl-C. */
export async function withWorkFolder<R>(parent: string, work: (folder: string) => Promise<R>): Promise<R> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  await removeAbandonedFolders(parent)
  const folder = await mkdtemp(join(parent, PREFIX))
  const stop = (signal: keyof typeof SIGNALS) => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(128 + SIGNALS[signal])
  }
  for (const signal of SIGNAL_NAMES) process.once(signal, stop)
  try {
    return await work(folder)
  } finally {
    for (const signal of SIGNAL_NAMES) process.off(signal, stop)
    await rm(folder, { recursive: true, force: true })
  }
}

const SIGNAL_NAMES = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]

/** Removes the folders of processes that were killed. */
async function removeAbandonedFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue
    const path = join(parent, name)
    const found = await stat(path).catch(() => undefined)
    const isOld = found && found.mtimeMs < clock.millis() - LEFT_BEHIND_AFTER_MS
    if (isOld) await rm(path, { recursive: true, force: true })
  }
}
