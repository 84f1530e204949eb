import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'

/** A server started by tests, with the shell around it. */
export type WatchedProcess = { pid: number; shell: ChildProcess }

// A server would outlive this process. The shell around it ends it when the pipe closes, which happens when this
// process ends for any reason; `detached` prevents a Ctrl-C from reaching it while tests still use it.
const watch = `
  exec 3<&0
  "$@" >/dev/null 2>&1 & server=$!
  echo "$server"
  { read -r _ <&3; kill -KILL "$server"; } >/dev/null 2>&1 &
  wait "$server"`

/** Starts a server that ends however this process ends. */
export async function startWatched(command: readonly string[], options: SpawnOptions = {}): Promise<WatchedProcess> {
  const shell = spawn('sh', ['-c', watch, 'sh', ...command], {
    ...options,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const [line] = await once(shell.stdout as Socket, 'data')
  shell.unref()
  ;(shell.stdin as Socket).unref()
  ;(shell.stdout as Socket).unref()
  return { pid: Number(line), shell }
}

/** Kills it; does nothing if it is not running. */
export async function endWatched({ pid, shell }: WatchedProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  shell.ref()
  process.kill(pid, 'SIGKILL')
  // The part of the shell that waits for the pipe must end too, or it would later kill another process with the same
  // id.
  shell.stdin?.end()
  await once(shell, 'exit')
}
