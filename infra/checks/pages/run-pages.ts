// run-pages.ts FOLDER: runs the commands of the pages that need nothing but Docket, literally, in a copy of the source in FOLDER, and checks
// that all others have a mark and that the check which a mark names runs them. Prints the counts.
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Block, blocksOf } from './page-commands.ts'
import { openSandbox } from './sandbox.ts'

const PAGES = ['README.md', 'docs/operations.md', ...globSync('docs/deployment/*.md').sort()]
const HARMLESS = /^(\.\/docket|\(?cd|cp|printf|export) /
const folder = process.argv[2] ?? ''
const counts = { here: 0, elsewhere: 0, account: 0, not: 0 }
const faults: string[] = []

const sandbox = await openSandbox(folder)
try {
  for (const block of PAGES.flatMap(blocksOf)) {
    counts[block.mark.kind] += block.commands
    if (block.mark.kind === 'here') await runIfHarmless(block)
    else if (block.mark.kind === 'elsewhere') requireRunner(block, block.mark.by)
    else if (!/\w/.test(block.mark.reason)) faults.push(`${where(block)}: the mark gives no reason.`)
  }
} finally {
  await sandbox.close()
}
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
const { here, elsewhere, account, not } = counts
console.log(
  `${here + elsewhere} commands run, ${elsewhere} of them by other checks, ${account} need an account, ${not} not run`,
)

function where({ page, line }: Block): string {
  return `${page}:${line}`
}

/** A command that may change the machine is never run because somebody forgot its mark. */
async function runIfHarmless(block: Block): Promise<void> {
  const lines = block.text.replaceAll('\\\n', ' ').split('\n')
  const foreign = lines.find((line) => /^[^\s#]/.test(line) && !HARMLESS.test(line))
  if (!foreign) return await run(block)
  faults.push(
    `${where(block)}: "${foreign}" is no command of Docket. Say in a mark before the block who runs it, or why nobody does.`,
  )
}

/** In the order of the page, each block in a shell of its own, as somebody would who comes back to the page later. */
async function run(block: Block): Promise<void> {
  const script = sandbox.adapt(block)
  console.error(`== ${where(block)}\n${script}`)
  const { folder: cwd, environment: env } = sandbox
  const running = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, timeout: 120_000 })
  running.child.stdin?.end()
  await running.catch(({ code, stdout, stderr }) => {
    faults.push(`${where(block)} ended with ${code}:\n${script}\n${stdout}${stderr}`)
  })
}

function requireRunner(block: Block, by: string): void {
  const files = /\.ts$/.test(by) ? [by] : globSync(join(by, '*.test.ts'))
  const isNamed = files.some((file) => {
    const text = readFileSync(file, 'utf8')
    return text.includes(`'${block.page}'`) && (/\.ts$/.test(by) || text.includes(`'${block.heading}'`))
  })
  if (!isNamed) faults.push(`${where(block)}: ${by} does not run the commands below "${block.heading}".`)
}
