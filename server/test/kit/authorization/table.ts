import { globSync } from 'node:fs'
import { type Asks, CALLERS, type Caller, type Filters } from './scene.ts'

// The authorization table: the `permissions` of all features. They say which status each caller gets for each route. The
// resource is in Ann's project, which Ben edits and Vic views, or is Ann’s own account; Cleo is an outsider and Ada an
// administrator. A suffix after a colon is another case of the same route.

const SERVER = new URL('../../../', import.meta.url)

/** `route` is as in the contract, `title` includes the suffix. */
export type Row = { title: string; route: string; expected: Record<Caller, number> }

/** What a feature has in its file `….requests.ts`. */
type Requests = { permissions: string; requests: Asks; filters?: Filters }

const files = globSync('features/*/*.requests.ts', { cwd: SERVER }).sort()
const features: Requests[] = await Promise.all(files.map((file) => import(new URL(file, SERVER).href)))

export const rows: readonly Row[] = features.flatMap(({ permissions }) =>
  permissions
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map(rowFrom),
)

/** A valid request for every row, by its title. */
export const requests: Asks = Object.assign({}, ...features.map(({ requests }) => requests))

/** The filters of all lists, for the test of query plans. */
export const filters: Filters = Object.assign({}, ...features.map(({ filters }) => filters))

function rowFrom(line: string): Row {
  const [, method, path, variant = '', statuses = ''] = /^(\w+) +(\S+?)(:.*?)? +((?:\d{3} *)+)$/.exec(line) ?? []
  const numbers = statuses.trim().split(/ +/).map(Number)
  if (!path || numbers.length !== CALLERS.length) throw new Error(`this row is not whole: ${line}`)
  const expected = Object.fromEntries(CALLERS.map((caller, index) => [caller, numbers[index]]))
  return { title: `${method} ${path}${variant}`, route: `${method} ${path}`, expected: expected as Row['expected'] }
}
