import { globSync, readFileSync } from 'node:fs'

const SERVER = new URL('../server/', import.meta.url)

/** The second argument of what makes a problem: its code. */
const MADE = /\b(?:new Problem|fieldProblem)\(\s*[^,]+,\s*([^,]+?)\s*,/g
/** The code in an object that describes a problem. */
const DESCRIBED = /\bcode: ('[a-z_]+\.[a-z_]+')/g
const NOT_FOUND = /\bnotFound\('([a-z_]+)'/g

/** Gets the codes from its callers. */
const CONSTRUCTORS = 'platform/problem.ts'

const LITERAL = /^'([a-z_]+\.[a-z_]+)'$/
/** The code of another problem, or of an object that describes one. */
const PASSED_ON = /^\w+\.code$/

/** Every code of a problem in the source of the server, in alphabetical order. Throws if it cannot read one. */
export function problemCodes(): string[] {
  const paths = globSync('**/*.ts', { cwd: SERVER, exclude: ['**/*.{test,requests}.ts', 'test/**', CONSTRUCTORS] })
  const codes = paths.flatMap((path) => codesIn(readFileSync(new URL(path, SERVER), 'utf8'), path))
  return [...new Set(codes)].sort()
}

export function codesIn(text: string, path: string): string[] {
  const made = [...text.matchAll(MADE), ...text.matchAll(DESCRIBED)].map(([, code = '']) => code)
  const codes = made.filter((code) => !PASSED_ON.test(code)).map((code) => literal(code, path))
  return [...codes, ...[...text.matchAll(NOT_FOUND)].map(([, resource]) => `${resource}.not_found`)]
}

function literal(code: string, path: string): string {
  const [, found] = LITERAL.exec(code) ?? []
  if (!found) throw new Error(`${path} computes the code of a problem: ${code}. Write it as a literal.`)
  return found
}
