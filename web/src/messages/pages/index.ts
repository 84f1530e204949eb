import { useLanguage } from '../index.ts'
import { de } from './de.ts'
import { en, type PageMessages } from './en.ts'

export type { PageMessages } from './en.ts'

const catalogues = { en, de }

/** The texts of members, settings, links in emails and the overview, in the language of the user. */
export const usePageMessages = (): PageMessages => catalogues[useLanguage()]
