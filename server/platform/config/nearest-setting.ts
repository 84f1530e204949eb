import { closest, distance } from 'fastest-levenshtein'
import { olderNames } from './older-names.ts'
import { secretFileNames } from './secret-files.ts'
import { everySetting } from './settings.ts'

const names: string[] = everySetting.map(([, { name }]) => name)
const accepted = new Set([...names, ...secretFileNames, ...olderNames])

export const isSetting = (name: string): boolean => accepted.has(name)

/** A message that the setting does not exist, with the name that was probably meant. */
export function unknownSetting(name: string): string {
  const written = name.toUpperCase().replace(/^DOCKET_/, '')
  const nearest = closest(written, names)
  const isNear = distance(written, nearest) <= Math.max(2, written.length / 4)
  return `${name} is not a setting of Docket${isNear ? `: expected ${nearest}` : ''}`
}
