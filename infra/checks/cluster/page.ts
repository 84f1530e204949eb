import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { ROOT } from '../docker-engine/docker.ts'
import { commandsBelow } from '../pages/page-commands.ts'

const PAGE = 'docs/deployment/kubernetes.md'
const FOLDER = join(process.env.INFRA_CACHE ?? '', 'cluster/node/operator')
const run = promisify(execFile)

/** The commands of the page as they stand there, in bash, in a folder with `values.yaml` and the chart. */
export async function runPage(heading: string, replaced: Record<string, string> = {}): Promise<string> {
  const text = commandsBelow(PAGE, heading).join('')
  return shell(Object.entries(replaced).reduce((script, [from, to]) => script.replaceAll(from, to), text))
}

export async function shell(script: string): Promise<string> {
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: FOLDER, maxBuffer: 100_000_000 })
  return stdout.trimEnd()
}

export type Values = Record<string, Record<string, unknown>>

/** Writes the page's first `values.yaml`, changed as the check needs it. */
export function writeValues(change: (values: Values) => void): void {
  const [, text = ''] = /```yaml\n# values\.yaml\n(.*?)```/s.exec(readFileSync(join(ROOT, PAGE), 'utf8')) ?? []
  const values = parse(text)
  change(values)
  mkdirSync(FOLDER, { recursive: true })
  // JSON is YAML, of any version.
  writeFileSync(join(FOLDER, 'values.yaml'), JSON.stringify(values))
}

export const linkChart = (): void => symlinkSync(join(ROOT, 'infra'), join(FOLDER, 'infra'))

export async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await run('kubectl', args, { cwd: ROOT, maxBuffer: 100_000_000 })
  return stdout.trimEnd()
}

/** The names of the running pods of a role, without those that are about to end. */
export async function podsOf(role: string): Promise<string[]> {
  const selector = ['--selector', `app.kubernetes.io/component=${role}`, '--field-selector', 'status.phase=Running']
  const found = JSON.parse(await kubectl('--namespace', 'docket', 'get', 'pods', ...selector, '--output', 'json'))
  type Pod = { metadata: { name: string; deletionTimestamp?: string } }
  return found.items
    .filter(({ metadata }: Pod) => !metadata.deletionTimestamp)
    .map(({ metadata }: Pod) => metadata.name)
}

/** Those of the pods whose last container has not ended. */
export async function remaining(pods: string[]): Promise<string[]> {
  const found = await kubectl('--namespace', 'docket', 'get', 'pods', ...pods, '--ignore-not-found', '--output', 'name')
  return found.split('\n').filter(Boolean)
}
