import type { Config } from '../../platform/config/config.ts'
import { traceStatements } from '../../platform/telemetry/tracing/statements.ts'
import { startTracing } from '../../platform/telemetry/tracing/tracing.ts'
import { about } from '../about.ts'

/** Sends traces if a collector is configured. Must run before any log is opened, because the log adds trace ids. */
export async function traceAll(config: Config): Promise<(() => Promise<void>) | undefined> {
  if (!config.otlpEndpoint) return undefined
  const stop = await startTracing({
    endpoint: config.otlpEndpoint,
    headers: headersOf(config.otlpHeaders),
    service: config.otelServiceName,
    version: about.version,
    ratio: config.traceSamplePercent / 100,
  })
  const ignoreStatements = traceStatements()
  return async () => {
    ignoreStatements()
    await stop()
  }
}

// In OpenTelemetry's format: `name=value`, separated by commas, with the values encoded as in a URL.
export function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='))
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), decodeURIComponent(value.join('=').trim())]
    }),
  )
}
