// node scripts/screenshots.ts [NAME…]: serves a demonstration and writes pictures of the main screens to docs/screenshots/.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../server/test/kit/browser/browser.ts'
import { addressInOutput } from '../server/test/kit/docket-command.ts'

type Screen = {
  path: string
  isDark?: boolean
  isPhone?: boolean
  /** What to do before the picture is taken. */
  arrange?(page: Page): Promise<unknown>
}

const FOLDER = 'docs/screenshots'
const PASSWORD = 'bags for bicycles'
const [WIDE, PHONE] = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

const pages = new Map<string, Page>()
const named = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'docket-screenshots-'))
const env = { ...process.env, DATABASE_URL: `sqlite://${work}/demo.db`, DATA_DIR: work, PORT: '0', LOG_LEVEL: 'warn' }
execFileSync('./docket', ['demo', '--seed', '2', '--password', PASSWORD], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
})
const server = spawn('./docket', ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
const browser = await openBrowser()
try {
  const url = (await addressInOutput(server.stdout)).replace('127.0.0.1', 'localhost')
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, screen] of Object.entries(await screensOf(url))) {
    if (named.length === 0 || named.includes(name)) await take(url, name, screen)
  }
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(work, { recursive: true, force: true })
}

/** The screens by the names of their files; where ids are needed, they are asked for by name. */
async function screensOf(url: string): Promise<Record<string, Screen>> {
  const { access } = await ask(`${url}/api/token`, { username: 'ingrid', password: PASSWORD })
  const list = async (path: string): Promise<Row[]> => (await ask(`${url}/api/${path}`, undefined, access)).results
  const projects = await list('projects?page_size=200')
  const idOf = (name: string) => projects.find((project) => project.name?.startsWith(name))?.id
  const [pannier, website, fair] = ['Osprey pannier', 'Shop website', 'Fair: Eurobike'].map(idOf)
  const tasks = await list(`tasks?project=${pannier}&status=in_progress`)
  const task = (tasks.find(({ description = '' }) => description.length > 100) ?? tasks[0])?.id
  return {
    'list-light': { path: `/project/${fair}` },
    'task-light': { path: `/project/${pannier}?task=${task}` },
    'task-dark': { path: `/project/${pannier}?task=${task}`, isDark: true },
    'board-light': { path: `/project/${website}?view=board` },
    'board-dark': { path: `/project/${website}?view=board`, isDark: true },
    'calendar-light': { path: `/project/${fair}?view=calendar&status=any` },
    'table-light': { path: `/project/${fair}?view=table` },
    'today-light': { path: '/today' },
    'today-phone-light': { path: '/today', isPhone: true },
    'today-phone-dark': { path: '/today', isPhone: true, isDark: true },
    'task-phone-light': { path: `/project/${pannier}?task=${task}`, isPhone: true },
    'board-phone-dark': { path: `/project/${website}?view=board`, isPhone: true, isDark: true },
    'quick-add-light': { path: '/today', arrange: typeQuickAdd },
    'palette-dark': { path: '/today', isDark: true, arrange: openPalette },
    'overview-light': { path: '/overview' },
    'overview-phone-dark': { path: '/overview', isPhone: true, isDark: true },
    'members-light': { path: `/project/${fair}/members` },
    'settings-dark': { path: '/settings', isDark: true },
    'admin-light': { path: '/admin' },
  }
}

async function typeQuickAdd(page: Page): Promise<void> {
  await page.keyboard.press('q')
  const title = page.getByRole('textbox', { name: 'Title' })
  await title.pressSequentially('Ask Nordtex for samples tomorrow 9am !high /osprey @ao')
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('osprey')
  await page.getByRole('option').nth(4).waitFor()
}

type Row = { id: number; name?: string; description?: string }

async function ask(address: string, body?: object, token?: string): Promise<{ access: string; results: Row[] }> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const response = await fetch(address, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`${address} returned ${response.status}: ${await response.text()}`)
  return (await response.json()) as { access: string; results: Row[] }
}

async function take(
  url: string,
  name: string,
  { path, isDark = false, isPhone = false, arrange }: Screen,
): Promise<void> {
  const page = await pageFor(url, isDark, isPhone)
  await page.goto(url + path)
  await page.getByRole('button', { name: 'Add task' }).first().waitFor()
  await arrange?.(page)
  // The live connection never ends, and names of people may come last.
  await page.waitForTimeout(1_500)
  const file = join(FOLDER, `${name}.png`)
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
  process.stdout.write(`${file}  ${Math.round(statSync(file).size / 1024)} kB\n`)
}

/** A page of somebody who is logged in, one for each theme and size. */
async function pageFor(url: string, isDark: boolean, isPhone: boolean): Promise<Page> {
  const kind = `${isDark} ${isPhone}`
  const opened = pages.get(kind)
  if (opened) return opened
  const context = await (browser.context.browser() as NonNullable<ReturnType<BrowserContext['browser']>>).newContext({
    colorScheme: isDark ? 'dark' : 'light',
    viewport: isPhone ? PHONE : WIDE,
    hasTouch: isPhone,
    isMobile: isPhone,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('Username or email').fill('ingrid')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Add task' }).first().waitFor()
  // Over nothing that answers to it.
  await page.mouse.move(isPhone ? 389 : 1439, 1)
  pages.set(kind, page)
  return page
}
