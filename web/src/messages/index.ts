import { useSyncExternalStore } from 'react'
import { ownName } from '../api/base-path.ts'
import { en, type Messages } from './en.ts'

export type { Messages } from './en.ts'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const CHOICE = ownName('language')
const listeners = new Set<() => void>()
let language: Language = 'en'
let messages: Messages = en

/** The texts of the app in the language of the user. */
export const useMessages = (): Messages => useSyncExternalStore(subscribe, () => messages)
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => language)

export const currentMessages = (): Messages => messages

/** The language that was chosen here before, or else the first of the browser's languages that is available. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(CHOICE) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2))
  return wanted.find((tag): tag is Language => tag in LANGUAGES) ?? 'en'
}

export async function setLanguage(chosen: Language, remember = true): Promise<void> {
  messages = chosen === 'de' ? (await import('./de.ts')).de : en
  language = chosen
  if (remember) localStorage.setItem(CHOICE, chosen)
  document.documentElement.lang = chosen
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
