// node web/bench/lighthouse.ts [RUNS]: Lighthouse on the built app, for a phone and for a desktop: the page to log in, and a project
// of somebody who is logged in. Of several runs, 3 by default, the one with the median performance counts: what else the machine
// does lengthens every task, which costs points. Lighthouse comes from npm for this run alone.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type BrowserContext, chromium } from 'playwright-core'
import { renderTable } from '../../bench/report/table.ts'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'
import { logIn } from './journey.ts'
import { startWithLargeProject } from './large-server.ts'

const VERSION = '13.5.0'
const TASKS = 200
const RUNS = Number(process.argv[2] ?? 3)
const CATEGORIES = ['performance', 'accessibility', 'best-practices']

const folder = mkdtempSync(join(tmpdir(), 'docket-lighthouse-'))
const server = await startWithLargeProject(TASKS)
const port = await findFreePort()
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${folder}/profile`]
const browser = spawn('/usr/bin/chromium', [...flags, `--remote-debugging-port=${port}`], { stdio: 'ignore' })
try {
  const rows: string[][] = []
  const context = await connect()
  rows.push(...(await audit('log in', server.url, () => forget(context))))
  const page = await context.newPage()
  await logIn(page, server.url)
  rows.push(...(await audit('project', `${server.url}/project/${server.project}`)))
  console.log(renderTable(['page', ...CATEGORIES, 'what costs points'], rows))
} finally {
  browser.kill()
  await server.stop()
  await pause(500)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function connect(): Promise<BrowserContext> {
  for (let attempt = 0; ; attempt++) {
    try {
      const connected = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      return connected.contexts()[0] as BrowserContext
    } catch (error) {
      if (attempt === 100) throw error
      await pause(100)
    }
  }
}

/** As for somebody who has never been here. */
async function forget(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  const devTools = await context.newCDPSession(page)
  await devTools.send('Network.clearBrowserCache')
  await devTools.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' })
  await page.close()
}

/** A row for a phone and one for a desktop. */
async function audit(name: string, url: string, prepare = async () => {}): Promise<string[][]> {
  const rows: string[][] = []
  for (const [device = '', ...options] of [['phone'], ['desktop', '--preset=desktop']]) {
    const reports: Report[] = []
    for (let run = 0; run < RUNS; run++) {
      await prepare()
      reports.push(await report(url, options))
    }
    const sorted = reports.toSorted((one, other) => performanceOf(one) - performanceOf(other))
    rows.push([`${name}, ${device}`, ...summarize(sorted[Math.floor(RUNS / 2)] as Report)])
  }
  return rows
}

async function report(url: string, options: readonly string[]): Promise<Report> {
  const file = join(folder, 'report.json')
  const chosen = [`--port=${port}`, '--disable-storage-reset', `--only-categories=${CATEGORIES}`, ...options]
  const output = ['--output=json', `--output-path=${file}`, '--quiet']
  await promisify(execFile)('npx', ['--yes', `lighthouse@${VERSION}`, url, ...chosen, ...output])
  return JSON.parse(readFileSync(file, 'utf8'))
}

function performanceOf({ categories }: Report): number {
  return categories.performance?.score ?? 0
}

type Report = {
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, { score: number | null; title: string; displayValue?: string }>
}

function summarize({ categories, audits }: Report): string[] {
  const costly = CATEGORIES.flatMap((name) => categories[name]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => `${audits[id]?.title} ${audits[id]?.displayValue ?? ''}`.trim())
  const scores = CATEGORIES.map((name) => String(Math.round((categories[name]?.score ?? 0) * 100)))
  return [...scores, costly.join('; ')]
}
