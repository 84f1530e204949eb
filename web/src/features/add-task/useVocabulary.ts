import { useEffect, useMemo, useRef, useState } from 'react'
import { useProfile, useUser } from '../../api/account.ts'
import { useAllCategories } from '../../api/categories.ts'
import { searchPeople, usePeople } from '../../api/people.ts'
import { useEditableProjects } from '../../api/rights.ts'
import type { Person } from '../../api/schema.d.ts'
import { type Messages, useLanguage, useMessages } from '../../messages/index.ts'
import { type FindDates, loadDateReader } from '../../ui/time/read-date.ts'
import { useReading } from '../../ui/time/reading.ts'
import type { Vocabulary } from './reading/read-line.ts'

const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const
const PAUSE_MS = 120

/** The names that a line can refer to. `complete` waits for everything that a text needs to be parsed. */
export function useVocabulary(text: string, project: number | null) {
  const { zone } = useReading()
  const language = useLanguage()
  const messages = useMessages()
  const projects = useEditableProjects()
  const categories = useAllCategories()
  const { people, findNamed } = useNamedPeople(text, project)
  const [findDates, setFindDates] = useState<{ find: FindDates }>()
  useEffect(() => {
    loadDateReader(language).then(
      (find) => setFindDates({ find }),
      () => {},
    )
  }, [language])
  const vocabulary = useMemo(
    (): Vocabulary => ({
      priorities: priorityNames(messages),
      projects,
      categories,
      project,
      people,
      findDates: (line) => findDates?.find(line, zone) ?? [],
    }),
    [messages, projects, categories, project, people, findDates, zone],
  )
  const latest = useRef(vocabulary)
  latest.current = vocabulary
  const complete = async (line: string): Promise<Vocabulary> => {
    const [find, named] = await Promise.all([loadDateReader(language).catch(() => undefined), findNamed(line)])
    const known = latest.current
    return { ...known, people: [...known.people, ...named], findDates: (one) => find?.(one, zone) ?? [] }
  }
  return { vocabulary, complete }
}

/** In the language of the user, and in English. */
const priorityNames = ({ priority }: Messages): Vocabulary['priorities'] =>
  PRIORITIES.flatMap((value) => {
    const own = priority[value].toLowerCase()
    return own === value
      ? [{ name: value, value }]
      : [
          { name: own, value },
          { name: value, value },
        ]
  })

/** The user, the members of the project, and people found because the text has an `@` before their name. */
function useNamedPeople(text: string, project: number | null) {
  const user = useUser()
  const profile = useProfile()
  const nearby = usePeople('', project)
  const [found, setFound] = useState<readonly Person[]>([])
  const asked = useRef(new Map<string, Promise<readonly Person[]>>())
  const find = (word: string): Promise<readonly Person[]> => {
    const answer = asked.current.get(word) ?? searchPeople(word).catch(() => [])
    asked.current.set(word, answer)
    return answer
  }
  const findNamed = async (line: string): Promise<Person[]> => (await Promise.all(wordsIn(line).map(find))).flat()
  const latest = useRef(findNamed)
  latest.current = findNamed
  useEffect(() => {
    if (wordsIn(text).length === 0) return
    const timer = setTimeout(() => {
      void latest.current(text).then((people) => setFound((held) => (people.length > 0 ? [...held, ...people] : held)))
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const people = useMemo(() => {
    const own = user && { id: user.id, username: user.username, display_name: profile?.display_name ?? '' }
    return unique([...(own ? [own] : []), ...nearby, ...found])
  }, [user, profile, nearby, found])
  return { people, findNamed }
}

type Named = Vocabulary['people'][number]

const unique = (people: readonly Named[]): Named[] => [...new Map(people.map((one) => [one.id, one])).values()]

const wordsIn = (text: string): string[] =>
  [...text.matchAll(/(?<=^|\s)@([^\s@]{1,50})/gu)].map(([, word]) => word as string)
