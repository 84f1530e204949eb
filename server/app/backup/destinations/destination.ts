import type { Readable } from 'node:stream'

/** Where backups are kept. */
export type Destination = {
  /** As it is shown. */
  name: string
  /** The folder on whose disk an archive is made. */
  workFolder: string
  /** Puts an archive there, whole or not at all; resolves to its full name. */
  put(archive: string, name: string): Promise<string>
  /** The names of the backups that are there, the oldest first. */
  list(): Promise<string[]>
  read(name: string): Promise<Readable>
  remove(name: string): Promise<void>
}

const NAME = /^docket-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?\.tar\.gz$/

/** The name of a backup that was taken at that instant; `number` tells those of one second apart. */
export function nameOf(takenAt: string, number: number): string {
  const moment = takenAt.slice(0, 19).replaceAll(':', '-')
  return `docket-${moment}Z${number > 1 ? `-${number}` : ''}.tar.gz`
}

export const isNameOfBackup = (name: string): boolean => NAME.test(name)

// Of two in one second, the first has the shorter name.
export const byAge = (one: string, other: string): number =>
  one.replace(/\.tar\.gz$/, '') < other.replace(/\.tar\.gz$/, '') ? -1 : 1

/** One backup in its destination. */
export type Located = { destination: Destination; name: string }
