// run-steps.ts FOLDER: runs the steps of the workflows that need no account, literally, in a copy of the source in FOLDER. Every other step
// has its reason here. Prints the counts.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { copySource } from '../copy-source.ts'

type Step = { name?: string; run?: string; 'working-directory'?: string }
type Job = { defaults?: { run?: { 'working-directory'?: string } }; steps?: Step[] }

const values = () => readFileSync('infra/checks/kubernetes/values/default.yaml', 'utf8')
/** The steps that run, with what GitHub would put into their environment. */
const RUN: Record<string, () => NodeJS.ProcessEnv> = {
  'deploy-eks.yml: Check the chart with the values': () => ({ VERSION: '0.1.0', HELM_VALUES: values() }),
  'deploy.yml: Pack the Lambda function': () => ({}),
  'terraform.yml: Format': () => ({}),
  'terraform.yml: Pack the Lambda function': () => ({}),
}
const ACCOUNT = 'needs an account of AWS'
const NOT_RUN: Record<string, string> = {
  'deploy-eks.yml: Find the cluster': ACCOUNT,
  'deploy-eks.yml: Deploy': 'needs a cluster; infra/checks/cluster runs it on one',
  'deploy-eks.yml: Test': 'needs a cluster; infra/checks/cluster runs it on one',
  'deploy.yml: Read the state': ACCOUNT,
  'deploy.yml: Migrate': ACCOUNT,
  'deploy.yml: Deploy': ACCOUNT,
  'image.yml: Build': 'pulls its base image from Docker Hub; the check of the containers builds on a stand-in',
  'image.yml: Push': ACCOUNT,
  'terraform.yml: Plan': ACCOUNT,
  'test.yml: Run every check': 'is what runs this check',
}

const [, , folder = ''] = process.argv
const { parse } = createRequire(join(process.env.TOOLS ?? '', 'package.json'))('yaml')
copySource(folder)
const faults: string[] = []
const met = new Set<string>()
for (const file of readdirSync('.github/workflows')) {
  const { jobs } = parse(readFileSync(join('.github/workflows', file), 'utf8')) as { jobs: Record<string, Job> }
  for (const { defaults, steps = [] } of Object.values(jobs)) {
    for (const step of steps) {
      if (!step.run) continue
      const title = `${file}: ${step.name}`
      met.add(title)
      const environment = RUN[title]
      if (environment)
        run(title, step.run, step['working-directory'] ?? defaults?.run?.['working-directory'] ?? '.', environment())
      else if (!NOT_RUN[title]) faults.push(`${title}: run it in run-steps.ts, or give the reason why not.`)
    }
  }
}
for (const title of [...Object.keys(RUN), ...Object.keys(NOT_RUN)])
  if (!met.has(title)) faults.push(`${title}: there is no such step.`)
if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
for (const [title, reason] of Object.entries(NOT_RUN)) console.error(`not run: ${title} ${reason}`)
console.log(`${Object.keys(RUN).length} steps run, ${Object.keys(NOT_RUN).length} not`)

/** As GitHub runs a step: https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#defaultsrunshell */
function run(title: string, script: string, from: string, environment: NodeJS.ProcessEnv): void {
  const options = { cwd: join(folder, from), env: { ...process.env, ...environment }, encoding: 'utf8' as const }
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    options,
  )
  if (status !== 0) faults.push(`${title} ended with ${status}:\n${stdout}${stderr}`)
}
