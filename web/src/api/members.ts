import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Member, Person } from './schema.d.ts'
import { bodyOf, client, isGone } from './server/client.ts'
import { readAll } from './server/pages.ts'

export type Role = Member['role']
export const ROLES: readonly Role[] = ['owner', 'editor', 'viewer']

/** The members of a project, in the order in which they joined; undefined until they are loaded. */
export function useMembers(project: number): { members: readonly Member[] | undefined; error: Error | null } {
  const { data, error } = useQuery({ queryKey: keyOf(project), queryFn: () => readMembers(project) })
  return { members: data, error }
}

/** Changes of the members of a project, shown at once and reverted if the server refuses. */
export function useMemberChanges(project: number) {
  const queries = useQueryClient()
  return {
    add: (whom: Newcomer, role: Role) => addMember(queries, project, whom, role),
    changeRole: (member: Member, role: Role) => changeRole(queries, project, member, role),
    remove: (member: Member) => removeMember(queries, project, member),
  }
}

/** A person who was found, or a complete username or email address. */
export type Newcomer = Person | string

const keyOf = (project: number) => ['members', project]
const pathOf = (id: number, { user_id: userId }: Member) => ({ path: { id, userId } })

export const readMembers = (id: number): Promise<readonly Member[]> =>
  readAll((query) => bodyOf(client.GET('/api/projects/{id}/members', { params: { path: { id }, query } })))

async function addMember(queries: QueryClient, id: number, whom: Newcomer, role: Role): Promise<void> {
  const without = (members: readonly Member[], userId: number) => members.filter(({ user_id }) => user_id !== userId)
  const shown = typeof whom === 'string' ? undefined : { ...asMember(whom), role }
  await queries.cancelQueries({ queryKey: keyOf(id) })
  if (shown) edit(queries, id, (members) => [...without(members, shown.user_id), shown])
  try {
    const body = { ...namedBy(whom), role }
    const member = await bodyOf(client.POST('/api/projects/{id}/members', { params: { path: { id } }, body }))
    edit(queries, id, (members) => [...without(members, member.user_id), member])
  } catch (reason) {
    if (shown) edit(queries, id, (members) => without(members, shown.user_id))
    void queries.invalidateQueries({ queryKey: keyOf(id) })
    throw reason
  }
}

function namedBy(whom: Newcomer) {
  if (typeof whom !== 'string') return { user_id: whom.id }
  return whom.includes('@') ? { email: whom } : { username: whom }
}

const asMember = ({ id, ...names }: Person) => ({
  ...names,
  user_id: id,
  added_at: new Date().toISOString(),
  version: 0,
})

async function changeRole(queries: QueryClient, id: number, member: Member, role: Role): Promise<void> {
  const show = (shown: Member) =>
    edit(queries, id, (members) => members.map((one) => (one.user_id === shown.user_id ? shown : one)))
  await queries.cancelQueries({ queryKey: keyOf(id) })
  show({ ...member, role })
  try {
    const body = { role, version: member.version }
    show(await bodyOf(client.PATCH('/api/projects/{id}/members/{userId}', { params: pathOf(id, member), body })))
  } catch (reason) {
    show(member)
    void queries.invalidateQueries({ queryKey: keyOf(id) })
    throw reason
  }
}

async function removeMember(queries: QueryClient, id: number, member: Member): Promise<void> {
  await queries.cancelQueries({ queryKey: keyOf(id) })
  const held = queries.getQueryData<readonly Member[]>(keyOf(id)) ?? []
  const place = held.findIndex(({ user_id }) => user_id === member.user_id)
  edit(queries, id, (members) => members.filter(({ user_id }) => user_id !== member.user_id))
  try {
    await client.DELETE('/api/projects/{id}/members/{userId}', { params: pathOf(id, member) })
  } catch (reason) {
    if (isGone(reason)) return
    edit(queries, id, (members) => members.toSpliced(place, 0, member))
    void queries.invalidateQueries({ queryKey: keyOf(id) })
    throw reason
  }
}

function edit(queries: QueryClient, project: number, change: (members: readonly Member[]) => readonly Member[]): void {
  queries.setQueryData<readonly Member[]>(keyOf(project), (members) => members && change(members))
}
