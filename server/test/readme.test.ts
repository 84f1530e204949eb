import { deepEqual, equal, ok } from 'node:assert/strict'
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { addressInOutput } from './kit/docket-command.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).sort()

type Step = { commands: string; shown: string[] }

describe('The walk-through of the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-readme-'))
  const environment = { ...process.env, NODE_ENV: 'development', PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' }
  let server: ChildProcessByStdio<null, Readable, null>
  let address = ''

  before(async () => {
    const env = { ...environment, DATABASE_URL: '' }
    server = spawn('./docket', ['serve'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
    address = await addressInOutput(server.stdout)
  })

  after(async () => {
    server.kill('SIGTERM')
    const [status] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode]
    rmSync(folder, { recursive: true, force: true })
    equal(status, 0)
  })

  test('returns what it shows, when pasted into bash block by block', async () => {
    const steps = stepsOf(read('README.md'))
    ok(steps.length >= 8, 'the blocks are found')
    const marks = steps.map(({ commands }, index) => `${commands}\necho "== end of block ${index}"`)
    const script = ['set -e', ...marks].join('\n').replaceAll('http://localhost:8000', address)
    const env = { ...environment, DATABASE_URL: '' }
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: ROOT, env })
    const outputs = stdout.split(/== end of block \d+\n/)
    for (const [index, { commands, shown }] of steps.entries()) requireShown(outputs[index] ?? '', shown, commands)
  })
})

describe('The documentation', () => {
  test('links to existing files and headings', () => {
    const broken = PAGES.flatMap((page) => linksOf(read(page)).filter((link) => !leadsSomewhere(page, link)))
    deepEqual(broken, [])
  })

  test('names existing files', () => {
    const missing = PAGES.flatMap((page) =>
      [...read(page).matchAll(/`((?:server|scripts|docs|bin|\.ci)\/[\w./-]+)`/g)]
        .map((match) => match[1] as string)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${page}: ${path}`),
    )
    deepEqual(missing, [])
  })

  test('explains every error code', () => {
    const codes = new Set<string>()
    for (const path of globSync('server/**/*.ts', {
      cwd: ROOT,
      exclude: ['**/*.{test,requests}.ts', 'server/test/**'],
    })) {
      const kinds = 'invalid|unauthenticated|forbidden|not_found|not_allowed|conflict|precondition|too_many|unavailable'
      const thrown = new RegExp(`'(?:${kinds}|unprocessable)',\\s*'([a-z]+\\.[a-z_]+)'`, 'g')
      for (const [, code] of read(path).matchAll(thrown)) codes.add(code as string)
      for (const [, code] of read(path).matchAll(/status: \d+, code: '([a-z]+\.[a-z_]+)'/g)) codes.add(code as string)
    }
    ok(codes.size > 30, 'the pattern finds the codes')
    const page = read('docs/api.md')
    deepEqual(
      [...codes].filter((code) => !page.includes(`\`${code}\``)),
      [],
    )
  })
})

/** The bash blocks of a page, each with the output that the block after it shows. */
function stepsOf(page: string): Step[] {
  const steps: Step[] = []
  for (const [, language, text = ''] of page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'bash') steps.push({ commands: text, shown: [] })
    else if (language === 'json' || language === 'text') steps.at(-1)?.shown.push(...text.trimEnd().split('\n'))
  }
  return steps
}

/** The parts between ellipses must occur in the same order. */
function requireShown(output: string, shown: string[], commands: string): void {
  let place = 0
  for (const fragment of shown.flatMap((line) => line.split('…')).filter((part) => part !== '')) {
    const found = output.indexOf(fragment, place)
    ok(found !== -1, `${JSON.stringify(fragment)} is shown, but not answered after\n${commands}\nbut\n${output}`)
    place = found + fragment.length
  }
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

function linksOf(page: string): string[] {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !/^\w+:/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path)
  if (!existsSync(target)) return false
  if (anchor === undefined) return true
  return statSync(target).isFile() && anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
}

/** The anchors that GitHub generates for headings. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}
