import { useLanguage } from '../index.ts'
import { de } from './de.ts'
import { type AdminMessages, en } from './en.ts'

export type { AdminMessages } from './en.ts'

const catalogues = { en, de }

/** The texts of the admin panel in the language of the user. */
export const useAdminMessages = (): AdminMessages => catalogues[useLanguage()]

export const resourceInWords = (name: string, { resources }: AdminMessages): string => resources[name] ?? spelled(name)

export const fieldInWords = (name: string, { fields }: AdminMessages): string =>
  fields[name] ?? spelled(name.replace(/_(at|date|id)$/, ''))

export const valueInWords = (value: string, { values }: AdminMessages): string => values[value] ?? spelled(value)

/** `must_change_password` is `Must change password`. */
function spelled(name: string): string {
  // The name of an event is not changed.
  if (name.includes('.')) return name
  const words = name.replaceAll(/[_-]/g, ' ').replace(/^is /, '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
