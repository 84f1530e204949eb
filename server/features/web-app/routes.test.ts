import { equal, match } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../platform/config/read-config.ts'
import { createServer } from '../../platform/http/server.ts'
import { webApp } from './routes.ts'

const BROWSER = { host: 'localhost', accept: 'text/html' }

/** As Vite does: everything in the folder is removed, then written anew. */
function build(folder: string, version: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'assets', `app-${version}.js`), `// ${version}`)
  writeFileSync(join(folder, 'worker.js'), `// ${version}`)
  const head = `<script>start('${version}')</script><script src="./assets/app-${version}.js"></script>`
  writeFileSync(join(folder, 'index.html'), `<html><head>${head}</head></html>`)
}

test('a rebuilt web app is served completely: page, policy and files', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'docket-web-app-')), 'dist')
  build(folder, 'first')
  const app = await createServer(readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent' }))
  t.after(() => app.close())
  equal(await webApp(app, { isOn: true, folder }), true)
  const ask = (url: string) => app.inject({ url, headers: BROWSER })
  const policyOf = async (url: string) => String((await ask(url)).headers['content-security-policy'])

  match((await ask('/today')).body, /app-first\.js/)
  equal((await ask('/assets/app-first.js')).body, '// first')
  const policy = await policyOf('/')
  equal(await policyOf('/worker.js'), policy)

  rmSync(join(folder, 'index.html'))
  match((await ask('/today')).body, /app-first\.js/, 'during a build')
  build(folder, 'second')
  const page = await ask('/today')
  match(page.body, /app-second\.js/)
  equal((await ask('/assets/app-second.js')).body, '// second')
  equal((await ask('/assets/app-first.js')).statusCode, 404)
  equal(page.headers['content-security-policy'] === policy, false)
  equal(await policyOf('/worker.js'), page.headers['content-security-policy'])
})
