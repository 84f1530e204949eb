import { once } from 'node:events'
import { createServer } from 'node:net'
import { tryTarget } from '../../features/completion-notices/drivers/try-target.ts'
import type { Config } from '../../platform/config/config.ts'
import { headersOf } from '../telemetry/traces.ts'
import { type Finding, fail, ok, withDeadline, wordsOf } from './finding.ts'

/** Whether the port is free, or used by Docket itself. */
export async function examinePort({ host, port }: Config, isServed: boolean): Promise<Finding> {
  const about = 'port'
  const probe = createServer().listen(port, host)
  try {
    await once(probe, 'listening')
    return ok(about, `${host}:${port} is free.`)
  } catch (reason) {
    const { code } = reason as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' && isServed) return ok(about, `${host}:${port} is in use, and Docket is running.`)
    if (code === 'EADDRINUSE') {
      return fail(about, `${host}:${port} is in use by another program.`, 'Stop that program, or set PORT to another.')
    }
    return fail(about, `Docket cannot listen on ${host}:${port}: ${wordsOf(reason)}.`, 'Check HOST and PORT.')
  } finally {
    probe.close()
  }
}

/** Whether the OpenTelemetry collector accepts traces. */
export async function examineCollector({ otlpEndpoint, otlpHeaders }: Config): Promise<Finding[]> {
  if (!otlpEndpoint) return []
  const about = 'traces'
  const advice = 'Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS, and that the collector runs.'
  try {
    const headers = { ...headersOf(otlpHeaders), 'content-type': 'application/json' }
    const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`
    const response = await withDeadline(fetch(url, { method: 'POST', headers, body: '{"resourceSpans":[]}' }))
    if (response.ok) return [ok(about, 'The collector accepts traces.')]
    return [fail(about, `The collector returns status ${response.status}.`, advice)]
  } catch (reason) {
    const { cause } = reason as Error
    return [fail(about, `The collector does not respond: ${wordsOf(cause ?? reason)}.`, advice)]
  }
}

/** Whether AWS permits using the target of completion notices. */
export async function examineAws(config: Config): Promise<Finding[]> {
  if (config.completionNotice !== 'lambda' && config.completionNotice !== 'eventbridge') return []
  const about = 'aws'
  const target = config.completionLambda ?? config.completionEventBus ?? ''
  try {
    await withDeadline(tryTarget(config))
    return [ok(about, `${target} accepts completion notices.`)]
  } catch (reason) {
    const { name } = reason as Error
    const advice = 'Check its name, AWS_REGION and the credentials, and that they permit its use.'
    return [fail(about, `${target} cannot be used: ${name}: ${wordsOf(reason)}.`, advice)]
  }
}
