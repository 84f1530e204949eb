import { plural } from '../plural.ts'

/** Changes that were made without a connection. */
export const waiting = {
  offline: (count: number) =>
    plural('en', count, {
      one: 'No connection. 1 change will be sent once you are back online.',
      other: `No connection. ${count} changes will be sent once you are back online.`,
    }),
  sending: (count: number) => plural('en', count, { one: 'Sending 1 change…', other: `Sending ${count} changes…` }),
  undecided: (count: number) =>
    plural('en', count, { one: '1 change was not saved.', other: `${count} changes were not saved.` }),
  failing: (count: number) =>
    plural('en', count, {
      one: 'The server could not save 1 change. Docket keeps trying.',
      other: `The server could not save ${count} changes. Docket keeps trying.`,
    }),
  review: 'Review',
  title: 'Changes that were not saved',
  nothing: 'Every change is saved.',
  conflict: 'Somebody else changed this while you had no connection.',
  deleteConflict: 'Somebody else changed this task after you deleted it here.',
  failed: (reason: string) => `The server could not save it. Docket keeps trying until you discard it. ${reason}`,
  refused: (reason: string) => `The server rejected it. ${reason}`,
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
      one: '1 change has not been sent. If you log out, it is lost.',
      other: `${count} changes have not been sent. If you log out, they are lost.`,
    }),
  logOutAnyway: 'Log out anyway',
}
