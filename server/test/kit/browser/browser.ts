import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// The browser sends only the requests of the test.
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

export type Browser = { context: BrowserContext; close(): Promise<void> }

/** Starts Chromium with a new profile. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PROGRAMS.find((program) => existsSync(program))
  if (!executablePath) {
    throw new Error('These tests start Chromium, and there is none. Install it with `apt-get install chromium`.')
  }
  const profile = mkdtempSync(join(tmpdir(), 'docket-browser-'))
  const args = ['--no-sandbox', '--disable-gpu', ...QUIET]
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, headless: true })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
