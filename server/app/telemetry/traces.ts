import type { Config } from '../../platform/config/config.ts'
import { traceStatements } from '../../platform/telemetry/tracing/statements.ts'
import { startTracing } from '../../platform/telemetry/tracing/tracing.ts'
import { about } from '../about.ts'

/** Sends traces where the configuration names a collector. Before anything opens a log, which tells of them. */
export async function traceAll(config: Config): Promise<(() => Promise<void>) | undefined> {
  if (!config.otlpEndpoint) return undefined
  const stop = await startTracing({
    endpoint: config.otlpEndpoint,
    headers: headersOf(config.otlpHeaders),
    service: config.otelServiceName,
    version: about.version,
    ratio: config.tracesKept / 100,
  })
  const ignoreStatements = traceStatements()
  return async () => {
    ignoreStatements()
    await stop()
  }
}

// As OpenTelemetry writes them: `name=value`, several with commas, the values as in a URL.
export function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='))
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), decodeURIComponent(value.join('=').trim())]
    }),
  )
}
