import { oneOf, text, wholeNumber } from './kinds.ts'
import { urlOf } from './network-kinds.ts'
import type { SettingsOf } from './setting.ts'

type Monitoring =
  | 'metrics'
  | 'metricsPort'
  | 'metricsToken'
  | 'otlpEndpoint'
  | 'otlpHeaders'
  | 'otelServiceName'
  | 'traceSamplePercent'

/** The settings of metrics and traces. */
export const monitoringSettings: SettingsOf<Monitoring> = {
  metrics: {
    name: 'METRICS',
    section: 'Monitoring',
    default: 'on',
    description: 'Whether `/metrics` is available. In production it requires `METRICS_TOKEN`, `METRICS_PORT` or both.',
    ...oneOf('on', 'off'),
  },
  metricsPort: {
    name: 'METRICS_PORT',
    section: 'Monitoring',
    description:
      'A separate port for `/metrics`, `/health` and `/health/ready`, on `HOST`. `docket worker` has no other port.',
    ...wholeNumber(0, 65535),
  },
  metricsToken: {
    name: 'METRICS_TOKEN',
    section: 'Monitoring',
    description:
      'The bearer token that `/metrics` requires. In production `/metrics` does not exist on `PORT` without one.',
    secret: 'whole',
    ...text('at least 16 base64 characters; `openssl rand -hex 32` generates one', /^[\w.~+/-]{16,}=*$/),
  },
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    section: 'Monitoring',
    description:
      'An OpenTelemetry collector, over HTTP: traces are sent to its path `/v1/traces`. Without it, nothing is traced.',
    ...urlOf(['http', 'https'], 'http://localhost:4318'),
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    section: 'Monitoring',
    description: 'Headers for the collector, such as an API key.',
    secret: 'whole',
    ...text('`name=value`, several separated by commas', /^[\w-]+=[^,]*(,\s*[\w-]+=[^,]*)*$/),
  },
  otelServiceName: {
    name: 'OTEL_SERVICE_NAME',
    section: 'Monitoring',
    default: 'docket',
    description: 'The service name in traces.',
    ...text('a name', /^\S+$/),
  },
  traceSamplePercent: {
    name: 'TRACE_SAMPLE_PERCENT',
    section: 'Monitoring',
    default: '100',
    description:
      'The percentage of traces that are sampled; a client that sends `traceparent` decides for its own requests.',
    ...wholeNumber(0, 100),
  },
}
