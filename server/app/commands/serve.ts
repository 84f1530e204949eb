import cluster from 'node:cluster'
import { Command } from 'commander'
import { readinessOf } from '../../features/home/readiness.ts'
import type { Config } from '../../platform/config/config.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { stopServer } from '../../platform/http/stopping.ts'
import { keepHeapSmall, releaseMemoryWhenIdle } from '../../platform/process/memory.ts'
import { logOutput, openLog } from '../../platform/telemetry/log.ts'
import { serveMetrics } from '../../platform/telemetry/metrics/port.ts'
import { gatherFromProcesses } from '../../platform/telemetry/metrics/processes.ts'
import { buildApi } from '../build-api.ts'
import { idleWorker, LONGEST_WORKER_STOP_MS, startWorker, type Worker } from '../build-worker.ts'
import { describePublicAccess } from '../doctor/settings.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { openResources, type Resources } from '../resources.ts'
import { startProcesses } from '../running/processes.ts'
import { explainTakenPort, logStart, type Role } from '../running/starting.ts'
import { type Phase, stopOnSignal } from '../running/stop-on-signal.ts'
import { readSettings } from './settings.ts'

/** `docket serve`, and its two halves `api` and `worker` for running several of each. */
export function serveCommands(): Command[] {
  const command = (name: string, description: string, role: Role) =>
    new Command(name).description(description).action(() => run(role))
  return [
    command('serve', 'Run everything in one process (the default)', { api: true, worker: true }),
    command('api', 'Serve the API, without background jobs', { api: true, worker: false }),
    command('worker', 'Run background jobs', { api: false, worker: true }),
  ]
}

/** The most that each phase of stopping may take: under half a minute in all, besides SHUTDOWN_DELAY. */
const LONGEST_STOP_MS = { requests: 8_000, worker: LONGEST_WORKER_STOP_MS, connections: 3_000 }

async function run(role: Role): Promise<void> {
  const resources = await openResources(readSettings())
  const { config, db } = resources
  const running: Running = { close: () => resources.close() }
  try {
    // Forked processes that share the port find the database prepared.
    if (cluster.isPrimary) await prepareDatabase(db, config)
    if (cluster.isPrimary) logStart(role, config)
    if (cluster.isPrimary) await serveMetricsOf(resources, role, running)
    // Accepted requests must be answered, so signals are handled before the first request can arrive.
    stopOnSignal(phasesOf(running, config), openLog(config.logLevel))
    // Background work starts only once the port is bound.
    const address = role.api ? await (isSharing(role, config) ? share : serve)(resources, running) : undefined
    if (role.worker) running.worker = config.maintenance === 'on' ? idleWorker() : await startWorker(resources)
    if (cluster.isPrimary && address) greet(resources, address)
    keepHeapSmall()
    releaseMemoryWhenIdle()
  } catch (reason) {
    await running.stopServing?.()
    await running.worker?.stop()
    await running.close()
    throw reason
  }
}

/** The parts of this process that have started, each with the function that stops it. */
type Running = { stopServing?: () => Promise<void>; worker?: Worker; close(): Promise<void> }

function phasesOf(running: Running, { shutdownDelaySeconds, webConcurrency }: Config): Phase[] {
  const { requests, connections } = LONGEST_STOP_MS
  // If other processes serve the requests, their connections are closed in this phase, too.
  const servingMs = shutdownDelaySeconds * 1_000 + requests + (webConcurrency > 1 ? connections : 0)
  return [
    { what: 'requests', limitMs: servingMs, stop: async () => running.stopServing?.() },
    { what: 'worker', limitMs: LONGEST_STOP_MS.worker, stop: async () => running.worker?.stop() },
    { what: 'connections', limitMs: connections, stop: async () => running.close() },
  ]
}

const isSharing = ({ api }: Role, { webConcurrency }: Config) => api && cluster.isPrimary && webConcurrency > 1

/** Collects the metrics of forked processes, and opens the port for Prometheus and probes if one is configured. */
async function serveMetricsOf(resources: Resources, role: Role, running: Running): Promise<void> {
  const { config, db, redis, metrics, close } = resources
  const gatherAll = isSharing(role, config) ? gatherFromProcesses(metrics) : async () => [await metrics.read()]
  const gather = config.metrics === 'off' ? undefined : gatherAll
  const { host, metricsPort: port, metricsToken: token } = config
  if (port === undefined) return
  const askReadiness = readinessOf(redis, { checksWrites: config.maintenance === 'off' })
  const readReadiness = () => askReadiness(db)
  const watched = await serveMetrics({ host, port, token, gather, readReadiness }).catch((reason) => {
    throw explainTakenPort(reason, 'METRICS_PORT', { ...config, port })
  })
  running.close = async () => {
    await watched.close()
    await close()
  }
}

async function serve(resources: Resources, running: Running): Promise<string> {
  const api = await buildApi(resources)
  running.stopServing = () => stopServer(api, resources.config.shutdownDelaySeconds * 1_000)
  return listen(api, resources)
}

/** Several processes on one port, each a `docket api` of its own. */
async function share({ config }: Resources, running: Running): Promise<string> {
  const { address, stop } = await startProcesses(config.webConcurrency, ['api'], openLog(config.logLevel))
  running.stopServing = stop
  return address
}

async function listen(api: HttpServer, { config }: Resources): Promise<string> {
  const listenTextResolver = (address: string) => `docket listens at ${address}`
  const { host, port } = config
  return api.listen({ host, port, listenTextResolver }).catch((reason) => {
    throw explainTakenPort(reason, 'PORT', config)
  })
}

function greet({ config }: Resources, address: string): void {
  const warning = describePublicAccess(config)
  if (warning) openLog(config.logLevel)?.warn(`${warning} Set REGISTRATION=closed or PEOPLE=shared.`)
  if (config.environment !== 'production') logOutput().write(welcome(config.publicUrl ?? address))
}

const welcome = (address: string) => `
Docket is ready.

  Address      ${address}
  API docs     ${address}/api/docs
  First admin  ./docket user create --admin

`
