// The AWS Lambda function `autoscaler`: measures Docket every minute and sets the capacity of an EC2 Auto Scaling
// group. It is deployed as this folder, which imports only what Lambda's Node.js runtimes include.
//
// Environment variables:
//   AUTOSCALE_GROUP  the name of the Auto Scaling group; required
//   METRICS_URL      where the processes of Docket expose their metrics; required. `{instance}` in it is replaced by
//                    the private address of each instance of the group: `http://{instance}:9464/metrics`. Without it,
//                    addresses separated by commas, which together must cover all processes.
//   METRICS_TOKEN    the token of /metrics, if it requires one
//   SAMPLE_SECONDS   how long requests are counted; default 10
//   DRY_RUN          true: changes nothing. {"dry_run": true} as the event does the same
//   AUTOSCALE_…      the policy: settings.ts has every name, default and range
import { observeMetrics } from './metrics.ts'
import { type Scaled, scale, sentence } from './scale.ts'
import { policyFrom, SETTINGS, type SettingName } from './settings.ts'

type Context = { awsRequestId: string }

export async function handler(event: unknown, { awsRequestId }: Context): Promise<Scaled> {
  const { METRICS_URL, METRICS_TOKEN, SAMPLE_SECONDS } = process.env
  const where = {
    url: required('METRICS_URL', METRICS_URL),
    token: METRICS_TOKEN,
    seconds: sampleSeconds(SAMPLE_SECONDS),
  }
  const scaled = await scale({
    group: required('AUTOSCALE_GROUP', process.env.AUTOSCALE_GROUP),
    policy: policyFrom(valuesIn(process.env), (name) => SETTINGS[name].variable),
    isDryRun: wantsDryRun(event),
    now: Math.floor(Date.now() / 1000),
    observe: (group) => observeMetrics(group, where),
  })
  console.log(JSON.stringify({ level: 'info', message: sentence(scaled), ...scaled, request_id: awsRequestId }))
  return scaled
}

function valuesIn(environment: NodeJS.ProcessEnv): Partial<Record<SettingName, string>> {
  const names = Object.keys(SETTINGS) as SettingName[]
  return Object.fromEntries(names.map((name) => [name, environment[SETTINGS[name].variable] ?? '']))
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new TypeError(`${name} is missing. Set it on the function.`)
  return value
}

function sampleSeconds(text = ''): number {
  const value = Number(text || 10)
  if (!(value >= 1 && value <= 60)) throw new TypeError('SAMPLE_SECONDS must be 1 to 60.')
  return value
}

function wantsDryRun(event: unknown): boolean {
  const asked = (event as { dry_run?: unknown } | null)?.dry_run
  if (asked !== undefined && typeof asked !== 'boolean')
    throw new TypeError('dry_run in the event must be true or false.')
  const set = process.env.DRY_RUN || 'false'
  if (set !== 'true' && set !== 'false') throw new TypeError('DRY_RUN must be true or false.')
  return asked === true || set === 'true'
}
