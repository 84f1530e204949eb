import { basename, dirname, join, resolve } from 'node:path'
import type { Config } from '../../../platform/config/config.ts'
import type { Destination, StoredBackup } from './destination.ts'
import { folderDestination } from './folder.ts'
import { s3Destination } from './s3.ts'

/** The destination of backups unless a command names another. */
export const defaultDestination = ({ backupTo, dataDir }: Config): string => backupTo ?? join(dataDir, 'backups')

export const openDestination = (to: string): Destination =>
  to.startsWith(S3) ? s3Destination(to) : folderDestination(resolve(to))

/** A backup by its full name. */
export function locate(path: string): StoredBackup {
  const end = path.lastIndexOf('/')
  if (path.startsWith(S3)) return { destination: s3Destination(path.slice(0, end)), name: path.slice(end + 1) }
  return { destination: openDestination(dirname(path)), name: basename(path) }
}

const S3 = 's3://'
