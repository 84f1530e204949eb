import { oneOf, text, wholeNumber } from './kinds.ts'
import { urlOf } from './network-kinds.ts'
import type { SettingsOf } from './setting.ts'

type Watching = 'metrics' | 'metricsPort' | 'otlpEndpoint' | 'otlpHeaders' | 'otelServiceName' | 'tracesKept'

/** Those of metrics and traces. */
export const watchingSettings: SettingsOf<Watching> = {
  metrics: {
    name: 'METRICS',
    section: 'Watching',
    default: 'on',
    description: 'Whether `/metrics` answers Prometheus. It asks for no token: let no proxy show it to the world.',
    ...oneOf('on', 'off'),
  },
  metricsPort: {
    name: 'METRICS_PORT',
    section: 'Watching',
    description: 'A port of its own for `/metrics`, which `docket worker` needs to be watched; on `HOST`.',
    ...wholeNumber(0, 65535),
  },
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    section: 'Watching',
    description:
      'An OpenTelemetry collector, over HTTP: traces are sent to `/v1/traces` there. Without it there are none.',
    ...urlOf(['http', 'https'], 'http://localhost:4318'),
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    section: 'Watching',
    description: 'Headers for the collector, such as a key that it asks for.',
    secret: 'whole',
    ...text('`name=value`, several with commas', /^[\w-]+=[^,]*(,\s*[\w-]+=[^,]*)*$/),
  },
  otelServiceName: {
    name: 'OTEL_SERVICE_NAME',
    section: 'Watching',
    default: 'docket',
    description: 'What the traces call this server.',
    ...text('a name', /^\S+$/),
  },
  tracesKept: {
    name: 'TRACES_KEPT',
    section: 'Watching',
    default: '100',
    description: 'How many of a hundred traces are kept; a client that sends `traceparent` decides for its own.',
    ...wholeNumber(0, 100),
  },
}
