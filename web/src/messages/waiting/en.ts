import { plural } from '../plural.ts'

/** Changes that were made without a connection. */
export const waiting = {
  offline: (count: number) =>
    plural('en', count, {
      one: 'No connection. 1 change is sent when it is back.',
      other: `No connection. ${count} changes are sent when it is back.`,
    }),
  sending: (count: number) => plural('en', count, { one: 'Sending 1 change…', other: `Sending ${count} changes…` }),
  undecided: (count: number) =>
    plural('en', count, { one: '1 change was not saved.', other: `${count} changes were not saved.` }),
  failing: (count: number) =>
    plural('en', count, {
      one: 'The server fails to save 1 change. It is sent again.',
      other: `The server fails to save ${count} changes. They are sent again.`,
    }),
  review: 'Review',
  title: 'Changes that were not saved',
  nothing: 'Every change is saved.',
  conflict: 'Somebody else changed this while you had no connection.',
  deleteConflict: 'Somebody else changed this task after you deleted it here.',
  failed: (reason: string) => `The server fails to save it. It is sent again until you discard it. ${reason}`,
  refused: (reason: string) => `The server refused it. ${reason}`,
  kinds: { create: 'New task', move: 'Order', delete: 'Delete' },
  mine: 'Yours',
  theirs: 'Theirs',
  nobody: 'None',
  keepMine: 'Keep mine',
  keepTheirs: 'Keep theirs',
  deleteAnyway: 'Delete it',
  keepTask: 'Keep the task',
  compare: 'Compare both',
  tryAgain: 'Try again',
  drop: 'Discard my change',
  wouldLose: (count: number) =>
    plural('en', count, {
      one: '1 change is not sent yet. Logging out loses it.',
      other: `${count} changes are not sent yet. Logging out loses them.`,
    }),
  logOutAnyway: 'Log out and lose them',
}
