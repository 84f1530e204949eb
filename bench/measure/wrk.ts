import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What a server did under load for a while. Times are in milliseconds. */
type LoadResult = {
  requests: number
  seconds: number
  requestsPerSecond: number
  p50: number
  p95: number
  p99: number
  /** Responses of status 400 and above, connections that broke, and responses that took longer than `PATIENCE`. */
  errors: number
}

type Load = {
  url: string
  /** A file that `writeRequests` made. */
  requests: string
  connections: number
  seconds: number
  /** How many of the file's requests were sent before, so that changes go on changing something. */
  sentBefore: number
}

const script = fileURLToPath(new URL('wrk.lua', import.meta.url))
const PATIENCE = 60

/** Loads a server with wrk, which costs little of the processor that it shares with it. */
export async function load({ url, requests, connections, seconds, sentBefore }: Load) {
  const { stderr } = await promisify(execFile)('wrk', [
    ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`],
    ...['--timeout', `${PATIENCE}s`, '--script', script, url, '--', requests, String(sentBefore)],
  ])
  return resultFrom(stderr)
}

type Report = Record<'requests' | 'micros' | 'p50' | 'p95' | 'p99' | 'refused' | 'broken' | 'late' | 'next', number>

function resultFrom(output: string): { result: LoadResult; sent: number } {
  const line = output.split('\n').find((text) => text.startsWith('{'))
  if (!line) throw new Error(`wrk said: ${output}`)
  const { requests, micros, p50, p95, p99, refused, broken, late, next } = JSON.parse(line) as Report
  const seconds = micros / 1e6
  const errors = refused + broken + late
  const times = { p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000 }
  return { result: { requests, seconds, requestsPerSecond: requests / seconds, ...times, errors }, sent: next }
}
