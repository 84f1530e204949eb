// npm run generate: writes the files that follow from the code. With --check it only says which of them are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderConfigurationPage } from '../server/platform/config/describe-config.ts'

type Generated = { path: string; render: () => string | Promise<string> }

const files: Generated[] = [
  { path: 'docs/configuration.md', render: renderConfigurationPage },
  { path: 'openapi.json', render: renderContract },
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

// Imported only now, so that the pages that need no server can be generated while the server does not load.
async function renderContract(): Promise<string> {
  const { renderOpenApi } = await import('../server/app/openapi.ts')
  return renderOpenApi()
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
