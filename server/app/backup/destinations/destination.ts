import type { Readable } from 'node:stream'

/** A place where backups are stored. */
export type Destination = {
  /** The name for display. */
  name: string
  /** The folder on whose disk an archive is built. */
  workFolder: string
  /** Stores an archive, completely or not at all; resolves to its full name. */
  put(archive: string, name: string): Promise<string>
  /** The names of the stored backups, oldest first. */
  list(): Promise<string[]>
  read(name: string): Promise<Readable>
  remove(name: string): Promise<void>
}

const NAME = /^docket-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?\.tar\.gz$/

/** The name of a backup taken at that instant; `number` distinguishes several in one second. */
export function nameOf(takenAt: string, number: number): string {
  const moment = takenAt.slice(0, 19).replaceAll(':', '-')
  return `docket-${moment}Z${number > 1 ? `-${number}` : ''}.tar.gz`
}

export const isNameOfBackup = (name: string): boolean => NAME.test(name)

// Of two in one second, the first has the shorter name.
export const byAge = (one: string, other: string): number =>
  one.replace(/\.tar\.gz$/, '') < other.replace(/\.tar\.gz$/, '') ? -1 : 1

/** A backup and its destination. */
export type StoredBackup = { destination: Destination; name: string }
