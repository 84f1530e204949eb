import { plural } from '../plural.ts'

/** The command palette and the search over all tasks. */
export const palette = {
  title: 'Commands',
  placeholder: 'Type a command, a project or words of a task',
  search: 'Search',
  searchPlaceholder: 'Words of a title or description, or a number',
  hint: 'Type words from the title or description of a task.',
  searching: 'Searching',
  nothing: 'Nothing found.',
  failed: 'The search failed. Try again.',
  showAll: (text: string) => `Show all results for “${text}”`,
  tasks: 'Tasks',
  goTo: 'Go to',
  projects: 'Projects',
  commands: 'Commands',
  onTasks: (count: number) => plural('en', count, { one: '1 task', other: `${count} tasks` }),
  complete: 'Complete',
  reopen: 'Reopen',
  open: 'Open',
  themes: { light: 'Use the light theme', dark: 'Use the dark theme', system: 'Use the system theme' },
  language: (name: string) => `Change language: ${name}`,
  results: (count: number, hasMore: boolean) =>
    hasMore ? `More than ${count} results` : plural('en', count, { one: '1 result', other: `${count} results` }),
  showMore: 'Show more',
}
