import cluster from 'node:cluster'
import { Command } from 'commander'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { serveMetrics } from '../../platform/telemetry/metrics/port.ts'
import { gatherFromProcesses } from '../../platform/telemetry/metrics/processes.ts'
import { buildApi } from '../build-api.ts'
import { startWorker, type Worker } from '../build-worker.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { startProcesses } from '../processes.ts'
import { openResources, type Resources } from '../resources.ts'
import { readSettings } from './settings.ts'

type Role = { api: boolean; worker: boolean }

/** `docket serve`, and its halves `api` and `worker` for running many of each. */
export function serveCommands(): Command[] {
  const command = (name: string, description: string, role: Role) =>
    new Command(name).description(description).action(() => run(role))
  return [
    command('serve', 'Run everything in one process (the default)', { api: true, worker: true }),
    command('api', 'Serve the API, and leave background work to workers', { api: true, worker: false }),
    command('worker', 'Do the background work', { api: false, worker: true }),
  ]
}

const LONGEST_SHUTDOWN_MS = 30_000

async function run(role: Role): Promise<void> {
  const resources = await openResources(readSettings())
  const { webConcurrency } = resources.config
  let stopServing: (() => Promise<void>) | undefined
  let worker: Worker | undefined
  let watched: { close(): Promise<void> } | undefined
  try {
    // The processes that are forked to share the port find everything prepared.
    if (cluster.isPrimary) await prepareDatabase(resources.db, resources.config)
    if (cluster.isPrimary) watched = await beWatched(resources, role)
    if (role.worker) worker = await startWorker(resources)
    if (role.api) stopServing = await (cluster.isPrimary && webConcurrency > 1 ? share(resources) : serve(resources))
  } catch (reason) {
    await worker?.stop()
    await watched?.close()
    await resources.close()
    throw reason
  }
  stopOnSignal(async () => {
    await stopServing?.()
    await worker?.stop()
    await watched?.close()
    await resources.close()
  })
}

/** Lets forked processes ask for the figures of all, and Prometheus on a port of its own where one is configured. */
async function beWatched({ config, metrics }: Resources, role: Role): Promise<{ close(): Promise<void> } | undefined> {
  if (config.metrics === 'off') return undefined
  const isForking = role.api && config.webConcurrency > 1
  const gather = isForking ? gatherFromProcesses(metrics) : async () => [await metrics.read()]
  return config.metricsPort === undefined ? undefined : serveMetrics(config.host, config.metricsPort, gather)
}

async function serve(resources: Resources): Promise<() => Promise<void>> {
  const api = await buildApi(resources)
  const address = await listen(api, resources)
  if (cluster.isPrimary) greet(resources, address)
  return () => api.close()
}

/** Several processes on the one port, each a `docket api` of its own. */
async function share(resources: Resources): Promise<() => Promise<void>> {
  const { address, stop } = await startProcesses(resources.config.webConcurrency, ['api'])
  greet(resources, address)
  return stop
}

async function listen(api: HttpServer, { config }: Resources): Promise<string> {
  const listenTextResolver = (address: string) => `docket listens at ${address}`
  return api.listen({ host: config.host, port: config.port, listenTextResolver })
}

function greet({ config }: Resources, address: string): void {
  if (config.environment !== 'production') process.stdout.write(welcome(config.publicUrl ?? address))
}

const welcome = (address: string) => `
Docket is ready.

  Address      ${address}
  API docs     ${address}/api/docs
  First admin  ./docket user create --admin

`

/** Stops in order on the first signal; a second one, given for lack of patience, ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stoppingSince: number | undefined
  const onSignal = async () => {
    // npm passes a terminal's Ctrl-C on, so that one may arrive twice.
    if (stoppingSince !== undefined) return performance.now() - stoppingSince > 1_000 && process.exit(1)
    stoppingSince = performance.now()
    setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref()
    await stop()
    process.exit(0)
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
}
