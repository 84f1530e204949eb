import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { readMembers } from './members.ts'
import type { Person } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'
import { useDelayed } from './useDelayed.ts'

/** The person for an id in a task. Concurrent requests are combined into one. */
export function usePerson(id: number | null): Person | undefined {
  const { data } = useQuery({
    queryKey: ['person', id],
    enabled: id !== null,
    queryFn: () => readPerson(id as number),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? undefined
}

/** Several people by id; an id that is hidden or deleted has no person. The list must be stable. */
export function usePersons(ids: readonly number[]): readonly { id: number; person: Person | null }[] {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['person', id],
      queryFn: () => readPerson(id),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: useCallback(
      (answers: readonly { data?: Person | null | undefined; isSuccess: boolean }[]) =>
        answers.flatMap(({ data, isSuccess }, index) =>
          isSuccess ? [{ id: ids[index] as number, person: data ?? null }] : [],
        ),
      [ids],
    ),
  })
}

/** People to whom a task can be assigned, by the start of a name. */
export const usePeople = (text: string, project: number | null): readonly Person[] => useAssignees(text, project).people

/** The same; `hasMore` if more people match than are listed. */
export const useAssignees = (text: string, project: number | null) =>
  useFound(text, ['people', project], (typed) => (typed ? findPeople(typed) : listNearby(project)))

/** All people whom the user can find, by the start of a name; `isSettled` once the result is complete. */
export const useEveryone = (text: string) => useFound(text, ['people', 'everyone'], findPeople)

function useFound(text: string, key: readonly unknown[], find: (typed: string) => Promise<Found>) {
  const wanted = text.trim()
  const typed = useDelayed(wanted)
  const { data: { people, hasMore } = NOBODY, isPlaceholderData } = useQuery({
    queryKey: [...key, typed],
    queryFn: () => find(typed),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const queries = useQueryClient()
  useEffect(() => {
    for (const person of people) queries.setQueryData(['person', person.id], person)
  }, [people, queries])
  // Of the previous result, only people who still match are offered: Enter chooses the first.
  const isSettled = !isPlaceholderData && typed === wanted
  return { people: isSettled ? people : people.filter(isCalled(wanted)), hasMore: isSettled && hasMore, isSettled }
}

/** Whether a word of the name has this prefix. The server matches more spellings. */
function isCalled(start: string): (person: Person) => boolean {
  const folded = fold(start)
  return ({ display_name, username }) =>
    fold(`${display_name} ${username ?? ''}`)
      .split(/[\s._-]+/)
      .some((word) => word.startsWith(folded))
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export const nameOf = (person: { display_name: string; username?: string | null }): string =>
  person.display_name || person.username || ''

type Found = { people: readonly Person[]; hasMore: boolean }

const NOBODY: Found = { people: [], hasMore: false }
const MOST_FOUND = 50
const MOST_IDS = 100

/** People by the start of a name, once. */
export const searchPeople = async (q: string): Promise<readonly Person[]> => (await findPeople(q)).people

async function findPeople(q: string): Promise<Found> {
  const { results, has_more: hasMore } = await bodyOf(
    client.GET('/api/people', { params: { query: { q, limit: MOST_FOUND } } }),
  )
  return { people: results, hasMore }
}

/** Before anything is typed: the members of the project. */
async function listNearby(project: number | null): Promise<Found> {
  if (project === null) return NOBODY
  const members = await readMembers(project)
  const people = members.map(({ user_id: id, username, display_name, avatar_url }) => ({
    id,
    username,
    display_name,
    avatar_url,
  }))
  return { people, hasMore: false }
}

let asked: { ids: number[]; answer: Promise<Map<number, Person>> } | undefined

async function readPerson(id: number): Promise<Person | null> {
  if (!asked || asked.ids.length >= MOST_IDS) {
    const ids: number[] = []
    asked = { ids, answer: new Promise<void>((next) => setTimeout(next, 10)).then(() => readPeople(ids)) }
  }
  if (!asked.ids.includes(id)) asked.ids.push(id)
  return (await asked.answer).get(id) ?? null
}

async function readPeople(ids: number[]): Promise<Map<number, Person>> {
  asked = undefined
  const found = await bodyOf(client.GET('/api/people', { params: { query: { ids } as never } }))
  return new Map((found.results as Person[]).map((person) => [person.id, person]))
}
