import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Copies the files of this source into a folder, with the packages that are installed here. */
export function copySource(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const copy = 'tar --create --null --files-from=- | tar --extract --directory "$0"'
  execFileSync('sh', ['-c', copy, folder], { input: files })
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
}
