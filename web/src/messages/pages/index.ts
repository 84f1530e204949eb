import { useLanguage } from '../index.ts'
import { de } from './de.ts'
import { en, type PageMessages } from './en.ts'

export type { PageMessages } from './en.ts'

const catalogues = { en, de }

/** The words of members, settings, links of mails and the overview, in the language of their reader. */
export const usePageMessages = (): PageMessages => catalogues[useLanguage()]
