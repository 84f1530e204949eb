import { deepEqual, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SERVER = join(ROOT, 'server')
const LAMBDAS = join(ROOT, 'lambdas')

/** What tests of more than one folder use. */
const KIT = 'server/test/kit/'

/** Each layer imports only itself and the layers to its left. */
const LAYERS = ['platform', 'tables', 'events', 'access', 'cache', 'mail', 'features', 'app']

const BANNED_NAMES = /(^|-)(manager|helper|util|utils|common|misc|data|info|base|impl)(-|\.|$)/

type Source = { path: string; text: string; imports: string[] }

const sources = await readSources(SERVER)
const everywhere = await readSources(ROOT, '{server,bench,infra,lambdas,scripts,web/e2e,web/bench}/**/*.ts')
const shipped = sources.filter(({ path }) => !/\.(test|requests)\.ts$/.test(path) && !path.startsWith('test/'))

describe('Architecture', () => {
  test('imports point down the layers', () => {
    const wrong = shipped.flatMap(({ path, imports }) =>
      imports.filter((target) => layerOf(target) > layerOf(path)).map((target) => `${path} imports ${target}`),
    )
    deepEqual(wrong, [])
  })

  test('a feature imports no other feature', () => {
    const wrong = shipped.flatMap(({ path, imports }) =>
      imports
        .filter((target) => featureOf(path) && featureOf(target) && featureOf(path) !== featureOf(target))
        .map((target) => `${path} imports ${target}`),
    )
    deepEqual(wrong, [])
  })

  test('there are no import cycles, including type imports', () => {
    deepEqual(cyclesIn(everywhere), [])
    ok(everywhere.some(({ path }) => path.startsWith('bench/')))
  })

  test('only platform/database and the settings know the supported databases', () => {
    const dialects = /sqlite|postgres|\bpg\b/i
    const wrong = shipped
      .filter(({ path }) => !path.startsWith('platform/database/') && !path.startsWith('platform/config/'))
      .filter(({ text }) => dialects.test(withoutComments(text)))
    deepEqual(paths(wrong), [])
  })

  test('platform does not know what Docket is about, and events only as types in their catalog', () => {
    // A job can be due, but nothing else.
    const wrong = shipped.flatMap(({ path, text }) => {
      if (path.startsWith('platform/')) return wordsIn(path, text, /task|reminder|project|categor|assignee|due_?date/gi)
      if (path.startsWith('events/') && path !== 'events/catalog.ts') return wordsIn(path, text, /task|reminder/gi)
      return []
    })
    deepEqual(wrong, [])
  })

  test('each table is written by exactly one folder', () => {
    const writers = new Map<string, Set<string>>()
    for (const { path, text } of shipped) {
      for (const [, table] of text.matchAll(/\.(?:insertInto|updateTable|deleteFrom|mergeInto)\('(\w+)'\)/g)) {
        const folder = path
          .split('/')
          .slice(0, path.startsWith('features/') ? 2 : 1)
          .join('/')
        writers.set(table as string, (writers.get(table as string) ?? new Set()).add(folder))
      }
    }
    const shared = [...writers].filter(([, folders]) => folders.size > 1).map(([table, folders]) => [table, ...folders])
    deepEqual(shared, [])
    ok(writers.size >= 10, 'the pattern finds the writes')
  })

  test('the system clock is read in one place', () => {
    const wrong = shipped.filter(
      ({ path, text }) => path !== 'platform/clock.ts' && /Date\.now\(|new Date\(\)/.test(text),
    )
    deepEqual(
      paths(wrong).filter((path) => path !== 'platform/telemetry/log.ts'),
      [],
    )
  })

  test('environment variables are read only at the top of the program', () => {
    // A simulated Lambda function has its own environment variables.
    const readers = ['app/commands/settings.ts', 'platform/lambda/thread.ts']
    const wrong = shipped.filter(({ path, text }) => /process\.env\b/.test(text) && !readers.includes(path))
    deepEqual(paths(wrong), [])
  })

  test('a Lambda function imports none of our other code', async () => {
    const functions = await readSources(LAMBDAS)
    const handlers = functions.filter(({ path }) => path.endsWith('/handler.ts')).map(({ path }) => dirname(path))
    ok(handlers.length > 0)
    const outside = functions.flatMap(({ path, imports }) =>
      imports.filter((target) => dirname(target) !== dirname(path)).map((target) => `${path} imports ${target}`),
    )
    deepEqual(outside, [])
    deepEqual([...new Set(functions.map(({ path }) => dirname(path)))], handlers)
  })

  test('test folders share only the kit, which has no tests', () => {
    deepEqual(paths(everywhere.filter(({ path }) => path.startsWith(KIT) && path.endsWith('.test.ts'))), [])
    const wrong = everywhere.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith('server/test/') && !target.startsWith(KIT))
        .filter((target) => !path.startsWith(`${dirname(target)}/`))
        .map((target) => `${path} imports ${target}`),
    )
    deepEqual(wrong, [])
    ok(everywhere.some(({ imports }) => imports.some((target) => target.startsWith(KIT))))
  })

  test('tests set the clock with the kit alone', () => {
    const sets = /\bclock\.millis = |mock\.method\(clock,/
    const wrong = sources.filter(
      ({ path, text }) => (path.endsWith('.test.ts') || path.startsWith('test/')) && sets.test(text),
    )
    deepEqual(paths(wrong), ['test/kit/clock.ts'])
  })

  test('tests wait with the kit alone', () => {
    const isTest = (path: string) => path.endsWith('.test.ts') || /^(server\/test|web\/e2e)\//.test(path)
    const waits =
      /setTimeout\sas|waitForTimeout\(|await new Promise\(\((\w+)\) => setTimeout\(\1, \d+\)|function (?:until|waitFor)\b|const (?:until|waitFor) = (?:async )?\(/
    const wrong = everywhere.filter(({ path, text }) => isTest(path) && waits.test(text))
    deepEqual(paths(wrong), [`${KIT}until.ts`])
  })

  test('files are at most 300 lines long, and have no banned names', () => {
    deepEqual(paths(shipped.filter(({ text }) => text.split('\n').length > 300)), [])
    deepEqual(paths(sources.filter(({ path }) => BANNED_NAMES.test(path.split('/').at(-1) ?? ''))), [])
  })
})

/** The words of Linux, of AWS Lambda and of the settings, which are described as operators see Docket. */
const WORDS_OF_OTHERS = [
  '/proc/self/task',
  'Task timed out after',
  'https://tasks.example.org',
  'api app assets auth confirm-email health metrics openapi.json projects reset-password swagger tasks ws',
  'Which people a user can find and assign tasks to: `everyone` with an account, or only people who share a project with them',
]

function wordsIn(path: string, text: string, pattern: RegExp): string[] {
  const own = WORDS_OF_OTHERS.reduce((rest, words) => rest.replaceAll(words, ''), text)
  return [...own.matchAll(pattern)].map(([word]) => `${path} says ${word}`)
}

async function readSources(folder: string, pattern = '**/*.ts'): Promise<Source[]> {
  const found: Source[] = []
  for await (const path of glob(pattern, { cwd: folder })) {
    const text = readFileSync(join(folder, path), 'utf8')
    const targets = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) => match[1] as string)
    found.push({ path, text, imports: targets.map((target) => normalize(join(dirname(path), target))) })
  }
  return found
}

/** Files in the root of the server may import everything, like app. */
function layerOf(path: string): number {
  if (path.startsWith('..')) return -1
  const layer = LAYERS.indexOf(path.split('/')[0] ?? '')
  return layer === -1 ? LAYERS.length : layer
}

const featureOf = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1]

const paths = (found: Source[]): string[] => found.map(({ path }) => path)

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')

function cyclesIn(files: Source[]): string[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]))
  const visited = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (visited.has(path)) return
    for (const target of importsOf.get(path) ?? []) visit(target, [...trail, path])
    visited.add(path)
  }
  for (const path of importsOf.keys()) visit(path, [])
  return found
}
