import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { until } from '../../../server/test/kit/until.ts'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/** Runs docker and returns what it printed, without the last line break. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { cwd: ROOT, maxBuffer: 100_000_000 })
  return stdout.trimEnd()
}

export type Ended = { code: number; output: string }

/** The same for a command that may fail: its exit code and all that it printed. */
export async function tryDocker(...args: string[]): Promise<Ended> {
  return await run('docker', args, { cwd: ROOT, maxBuffer: 100_000_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error) => ({ code: error.code as number, output: error.stdout + error.stderr }),
  )
}

/**
 * Runs the commands of a page as they stand there, in bash. A terminal that they keep busy is left to them: `leave` returns a
 * promise for `until`, which rejects when they fail.
 */
export function shellOf(settings: Record<string, string>) {
  const options = { cwd: ROOT, env: { ...process.env, ...settings }, maxBuffer: 100_000_000 }
  return {
    run: async (commands: string) =>
      (await run('bash', ['-euo', 'pipefail', '-c', commands], options)).stdout.trimEnd(),
    leave: (commands: string) =>
      failureOf(spawn('bash', ['-c', commands], { ...options, stdio: ['ignore', 'ignore', 'inherit'] })),
  }
}

function failureOf(shell: ChildProcess): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    shell.once('error', reject)
    shell.once('exit', (code, signal) => code === 0 || reject(new Error(`The commands ended with ${signal ?? code}.`)))
  })
  // Nobody waits for them any more when what they started is removed.
  failed.catch(() => undefined)
  return failed
}

/** `docker compose` of a project of its own, with these settings as its environment. */
export function composeProject(name: string, settings: Record<string, string>, files: string[] = ['compose.yaml']) {
  const own = { COMPOSE_PROJECT_NAME: name, COMPOSE_PROGRESS: 'quiet', ...settings }
  const options = { cwd: ROOT, env: { ...process.env, ...own }, maxBuffer: 100_000_000 }
  const flags = files.flatMap((file) => ['--file', file])
  return {
    compose: async (...args: string[]) =>
      (await run('docker', ['compose', ...flags, ...args], options)).stdout.trimEnd(),
    shell: shellOf(own),
    removeAll: () =>
      execFileSync('docker', ['compose', ...flags, 'down', '--volumes', '--remove-orphans'], {
        ...options,
        stdio: 'ignore',
      }),
  }
}

/** Asks until it is so, or `failed` rejects, for three minutes at most: a busy machine starts containers slowly. */
export async function untilSo(what: string, isSo: () => Promise<boolean>, failed?: Promise<never>): Promise<void> {
  const soon = until(() => isSo().catch(() => false), 180_000).catch(() => {
    throw new Error(`After three minutes it is still not so that ${what}.`)
  })
  await Promise.race(failed ? [failed, soon] : [soon])
}
