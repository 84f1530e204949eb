import { deepEqual, ok } from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('src/', import.meta.url))

/** From left to right: each imports only what stands to its left, and itself. Anybody imports paths.ts. */
const LAYERS = ['api', 'messages', 'ui', 'features', 'app']

type Source = { path: string; text: string; imports: string[] }

const sources: Source[] = globSync('**/*.{ts,tsx}', { cwd: SOURCE })
  .filter((path) => !path.endsWith('schema.d.ts'))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), 'utf8')
    const targets = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) => target as string)
    return { path, text, imports: targets.map((target) => normalize(join(dirname(path), target))) }
  })

describe('The source of the web app', () => {
  test('imports down its layers, and nothing from outside', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter((target) => layerOf(target) > layerOf(path)).map((target) => `${path} imports ${target}`),
    )
    deepEqual(wrong, [])
    ok(sources.length > 40)
  })

  test('has features that do not import each other', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) => featureOf(path) && featureOf(target) && featureOf(path) !== featureOf(target))
        .map((target) => `${path} imports ${target}`),
    )
    deepEqual(wrong, [])
  })

  test('calls the server only through api', () => {
    const wrong = sources.filter(
      // The service worker passes on what the page asks for.
      ({ path, text }) =>
        layerOf(path) > 0 && !path.startsWith('worker/') && /\bfetch\(|openapi-fetch|new WebSocket/.test(text),
    )
    deepEqual(paths(wrong), [])
  })

  test('uses its base path in the names of what it stores, locks and broadcasts', () => {
    const shared =
      /(?:local|session)Storage\.\w+Item\(\s*['"`]|(?:BroadcastChannel|locks\.request)\(\s*['"`]|['"`]docket\./
    const own = new Set(['api/base-path.ts'])
    deepEqual(paths(sources.filter(({ path, text }) => !own.has(path) && shared.test(text))), [])
  })

  test('has its texts in the catalogue: Biome checks those between tags, and this test those in attributes', () => {
    const words = /\b(?:aria-label|title|placeholder|label|text|alt)="[^"]*\p{L}/u
    deepEqual(paths(sources.filter(({ text }) => words.test(text))), [])
  })

  test('has styles that work from right to left', () => {
    const physical = /^\s*(?:margin|padding|border|inset)?-?(?:left|right)\s*:|text-align:\s*(?:left|right)\b/m
    const styles = globSync('**/*.css', { cwd: SOURCE })
    deepEqual(
      styles.filter((path) => physical.test(readFileSync(join(SOURCE, path), 'utf8'))),
      [],
    )
  })

  test('has files of readable size', () => {
    deepEqual(
      paths(sources.filter(({ path, text }) => !path.startsWith('messages/') && text.split('\n').length > 250)),
      [],
    )
  })
})

/** What lies outside of src is in no layer, and above all. */
function layerOf(path: string): number {
  if (path === 'paths.ts') return -1
  const layer = LAYERS.indexOf(path.split('/')[0] ?? '')
  return layer === -1 ? LAYERS.length : layer
}

const featureOf = (path: string): string | undefined => /^features\/([^/]+)/.exec(path)?.[1]

const paths = (found: Source[]): string[] => found.map(({ path }) => path)
