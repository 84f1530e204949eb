// fast-tests.ts FOLDER PATTERN…: writes files to run into the folder, and prints their paths; on stderr, what they leave out.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** Loading the server takes longer than most test files, so this many share a process. */
const FILES_PER_PROCESS = 12

/** Tests of the whole system, and of the web app in a browser. */
const SLOW_FOLDERS = ['server/test/', 'web/e2e/']

const STARTS_PROGRAMS = /^import (?!type ).*from '(?:node:child_process|playwright-core)'$/m

/** The files that are left out, by the reason. */
type LeftOut = { inSlowFolders: string[]; startingPrograms: string[]; onPostgresAlone: string[] }

if (import.meta.main) {
  const [folder = '', ...patterns] = process.argv.slice(2)
  const { fast, leftOut } = chooseFastTests(patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })))
  console.error(description(leftOut))
  console.log(writeGroups(fast, folder).join('\n'))
}

export function chooseFastTests(files: string[]): { fast: string[]; leftOut: LeftOut } {
  const leftOut: LeftOut = { inSlowFolders: [], startingPrograms: [], onPostgresAlone: [] }
  const fast = files.toSorted().filter((file) => {
    const reason = whyLeftOut(file)
    if (reason) leftOut[reason].push(file)
    return !reason
  })
  return { fast, leftOut }
}

function whyLeftOut(file: string): keyof LeftOut | undefined {
  if (SLOW_FOLDERS.some((folder) => file.startsWith(folder))) return 'inSlowFolders'
  if (startsPrograms(file)) return 'startingPrograms'
  if (isForPostgresAlone(file)) return 'onPostgresAlone'
  return undefined
}

/** Whether the file starts another program, or what it imports from the test kit and other tests does. */
function startsPrograms(file: string, visited = new Set<string>()): boolean {
  if (visited.has(file)) return false
  visited.add(file)
  const text = readFileSync(join(ROOT, file), 'utf8')
  return STARTS_PROGRAMS.test(text) || testCodeIn(file, text).some((target) => startsPrograms(target, visited))
}

/** What a file imports statically, except the server itself. */
function testCodeIn(file: string, text: string): string[] {
  return [...text.matchAll(/^(?:import (?!type )|\} ).*from '(\.[^']+\.ts)'$/gm)]
    .map(([, target]) => normalize(join(dirname(file), target as string)))
    .filter((target) => !target.startsWith('server/') || target.startsWith('server/test/'))
    .filter((target) => existsSync(join(ROOT, target)))
}

function isForPostgresAlone(file: string): boolean {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const [, names = ''] = /^import \{(.*)\} from '.*\/each-database\.ts'$/m.exec(text) ?? []
  return /\bonPostgresAlone\b/.test(names) && !/\b(?:eachDatabase|onSqliteAlone)\b/.test(names)
}

function description({ inSlowFolders, startingPrograms, onPostgresAlone }: LeftOut): string {
  return `SQLite only. This leaves out:
- PostgreSQL, for all tests that also run on it, and ${onPostgresAlone.length} files that need it:${listed(onPostgresAlone)}
- ${inSlowFolders.length} files in ${SLOW_FOLDERS.join(' and ')}: the whole system, and the web app in a browser
- ${startingPrograms.length} files that start other programs, such as Redis or Docket itself:${listed(startingPrograms)}
\`npm test\` runs everything, and \`npm test -- FILE\` one of these.
`
}

function listed(files: string[]): string {
  return files.map((file) => `\n    ${file}`).join('')
}

/** Writes files that each import several of the tests, and returns their paths. */
function writeGroups(files: string[], folder: string): string[] {
  return Array.from({ length: Math.ceil(files.length / FILES_PER_PROCESS) }, (_, index) => {
    const group = files.slice(index * FILES_PER_PROCESS, (index + 1) * FILES_PER_PROCESS)
    const path = join(folder, `${String(index + 1).padStart(2, '0')}.mjs`)
    writeFileSync(path, group.map((file) => `await import('${pathToFileURL(join(ROOT, file))}')\n`).join(''))
    return path
  })
}
