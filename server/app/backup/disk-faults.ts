import { isFull } from '../../platform/database/faults.ts'

/** Turns the error for a full or inaccessible folder into a sentence with advice; returns any other error unchanged. */
export function explainDiskError(reason: unknown, folder: string): unknown {
  const { code = '', syscall, cause } = (reason ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || isFull(reason) || isFull(cause)) {
    return new Error(`The disk of ${folder} is full. Free some space. Nothing was changed.`, { cause: reason })
  }
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST)$/.test(code) && syscall) {
    return new Error(
      `${folder} cannot be written to (${code}). Make Docket's account its owner, or choose another folder.`,
    )
  }
  return reason
}
