import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Reminder } from './schema.d.ts'
import { bodyOf, client, Refusal } from './server/client.ts'
import { newUid, nextTemporaryId } from './tasks/temporary.ts'

/** The time of a reminder: an instant, or a duration before the task is due. */
export type Moment = { at: string } | { before: string }

/** The user's own reminders of a task, the next one first. */
export function useReminders(task: number): readonly Reminder[] | undefined {
  return useQuery({
    queryKey: ['reminders', task],
    enabled: task > 0,
    // At most 20, on one page.
    queryFn: async () =>
      inOrder((await bodyOf(client.GET('/api/tasks/{id}/reminders', { params: { path: { id: task } } }))).results),
  }).data
}

/** Adds and removes reminders with an optimistic update; if the server refuses, throws a Refusal and reverts it. */
export function useChangeReminders(task: number) {
  const queries = useQueryClient()
  const queryKey = ['reminders', task]
  const show = (change: (held: readonly Reminder[]) => readonly Reminder[]) =>
    queries.setQueryData<readonly Reminder[]>(queryKey, (held) => held && inOrder(change(held)))
  return {
    add: async (moment: Moment): Promise<void> => {
      await queries.cancelQueries({ queryKey })
      const temporary = asReminder(task, moment, nextTemporaryId())
      show((held) => [...held, temporary])
      const without = (held: readonly Reminder[]) => held.filter(({ id }) => id !== temporary.id)
      try {
        const body = { ...moment, uid: temporary.uid }
        const params = { path: { id: task } }
        const added = await bodyOf(client.POST('/api/tasks/{id}/reminders', { params, body }))
        show((held) => [...without(held).filter(({ id }) => id !== added.id), added])
      } catch (reason) {
        show(without)
        throw reason
      }
    },
    remove: async (reminder: Reminder): Promise<void> => {
      await queries.cancelQueries({ queryKey })
      show((held) => held.filter(({ id }) => id !== reminder.id))
      try {
        const params = { path: { id: task, reminderId: reminder.id } }
        await client.DELETE('/api/tasks/{id}/reminders/{reminderId}', { params })
      } catch (reason) {
        if (reason instanceof Refusal && reason.code === 'reminder.not_found') return
        show((held) => [...held.filter(({ id }) => id !== reminder.id), reminder])
        throw reason
      }
    },
  }
}

/** Reminders without a time come last. */
const inOrder = (reminders: readonly Reminder[]): readonly Reminder[] =>
  reminders.toSorted((a, b) => (a.remind_at ?? '~').localeCompare(b.remind_at ?? '~') || a.id - b.id)

function asReminder(task: number, moment: Moment, id: number): Reminder {
  const now = new Date().toISOString()
  const { at = null, before = null } = moment as { at?: string; before?: string }
  const times = { remind_at: at, fired_at: null, created_at: now, updated_at: now }
  return { id, uid: newUid(), task, at, before, ...times, version: 0 }
}
