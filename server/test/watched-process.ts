import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'

/** A server that tests started, with the shell around it. */
export type WatchedProcess = { pid: number; shell: ChildProcess }

// A server outlives whoever starts it. The shell around it ends it when the pipe closes, which the system does for us when
// this process ends in any way; `detached` keeps a Ctrl-C from reaching it while tests still use it.
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

/** Kills it; nothing happens if it does not run. */
export async function endWatched({ pid, shell }: WatchedProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  shell.ref()
  process.kill(pid, 'SIGKILL')
  // The part of the shell that waits for the pipe must not live on, and end whoever gets that process id next.
  shell.stdin?.end()
  await once(shell, 'exit')
}
