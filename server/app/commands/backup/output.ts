import { InvalidArgumentError } from 'commander'
import { type Manifest, totalRows } from '../../backup/manifest.ts'
import { type Report, reportOnStandardError } from '../../backup/progress.ts'

/** A short description of a backup. */
export const describe = (manifest: Manifest): string =>
  [
    `taken at ${manifest.taken_at}`,
    `by Docket ${manifest.docket}`,
    `from ${manifest.database.product}`,
    `${totalRows(manifest)} rows`,
    `${manifest.parts.length - 1} files`,
  ].join(', ')

export const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.ceil(bytes / 1024 / 1024)} MiB`

/** Runs `work` and reports its progress on standard error. */
export async function withProgress<R>(work: (report: Report) => Promise<R>): Promise<R> {
  const { report, end } = reportOnStandardError()
  try {
    return await work(report)
  } finally {
    end()
  }
}

export function countFrom1(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Use a number, 1 or more.')
  return Number(text)
}
