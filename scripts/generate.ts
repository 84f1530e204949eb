// npm run generate: writes the files that follow from the code. With --check it only says which of them are stale.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderConfigurationPage } from '../server/platform/config/describe-config.ts'
import { adminResources } from './admin-resources.ts'
import { renderIcons } from './icons.ts'
import { problemCodes } from './problem-codes.ts'

type Generated = { path: string; render: () => string | Promise<string> }

const files: Generated[] = [
  { path: 'docs/configuration.md', render: renderConfigurationPage },
  { path: 'server/app/problem-codes.json', render: renderProblemCodes },
  { path: 'openapi.json', render: renderContract },
  { path: 'web/src/api/schema.d.ts', render: renderClientTypes },
  { path: 'web/src/api/admin/resources.json', render: renderAdminResources },
  { path: 'web/src/ui/icons.ts', render: renderIcons },
]

const isCheck = process.argv.includes('--check')

for (const file of files) {
  try {
    if (isCheck) await check(file)
    else await write(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    console.error(`${file.path} could not be generated:`, code === 'ERR_MODULE_NOT_FOUND' ? message : error)
    process.exitCode = 1
  }
}

function renderProblemCodes(): string {
  return `${JSON.stringify(problemCodes(), undefined, 1)}\n`
}

// Imported only now, so that the pages that need no server can be generated while the server does not load.
async function renderContract(): Promise<string> {
  const { renderOpenApi } = await import('../server/app/openapi.ts')
  return renderOpenApi()
}

// From openapi.json as it is on the disk, which is written or checked before.
function renderClientTypes(): string {
  execFileSync(process.execPath, [locate('scripts/build-web.js'), '--install'], { stdio: 'inherit' })
  const program = locate('web/node_modules/openapi-typescript/bin/cli.js')
  const options = ['--root-types', '--root-types-no-schema-prefix']
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, locate('openapi.json'), ...options], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

function renderAdminResources(): string {
  const contract = JSON.parse(readFileSync(locate('openapi.json'), 'utf8'))
  return `${JSON.stringify(adminResources(contract), undefined, 1)}\n`
}

async function check({ path, render }: Generated): Promise<void> {
  const target = locate(path)
  const isFresh = existsSync(target) && readFileSync(target, 'utf8') === (await render())
  console.log(isFresh ? `${path} is up to date` : `${path} is stale: run \`npm run generate\``)
  if (!isFresh) process.exitCode = 1
}

async function write({ path, render }: Generated): Promise<void> {
  writeFileSync(locate(path), await render())
  console.log(`${path} is written`)
}

function locate(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}
