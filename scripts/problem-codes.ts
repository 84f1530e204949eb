import { globSync, readFileSync } from 'node:fs'

const SERVER = new URL('../server/', import.meta.url)

/** How the server names the code of a problem. */
const NAMED = [
  /\b(?:Problem|fieldProblem)\(\s*'\w+',\s*'([a-z_]+\.[a-z_]+)'/g,
  /\binvalidField\((?:[^()]|\([^()]*\))*?'([a-z_]+\.[a-z_]+)',?\s*\)/g,
  /\bstatus: \d+, code: '([a-z_]+\.[a-z_]+)'/g,
]
const NOT_FOUND = /\bnotFound\('([a-z_]+)'/g

/** Every code of a problem in the source of the server, in alphabetical order. */
export function problemCodes(): string[] {
  const paths = globSync('**/*.ts', { cwd: SERVER, exclude: ['**/*.{test,requests}.ts', 'test/**'] })
  const codes = paths.flatMap((path) => codesIn(readFileSync(new URL(path, SERVER), 'utf8')))
  return [...new Set(codes)].sort()
}

export function codesIn(text: string): string[] {
  const named = NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => code))
  return [...named, ...[...text.matchAll(NOT_FOUND)].map(([, resource]) => `${resource}.not_found`)]
}
