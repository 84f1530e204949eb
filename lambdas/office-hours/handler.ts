// The AWS Lambda functions `office-hours-start` and `office-hours-stop`: they start the EC2 instances of office hours
// in the morning and stop them in the evening. Both are this one file, so it imports only what Lambda's Node.js
// runtimes include.
//
// Environment variables: TAG_KEY (default `Schedule`) and TAG_VALUE (`OfficeHours`) select the instances; DRY_RUN=true
// changes nothing; PAGE_SIZE (5 to 1000, the default) is how many instances EC2 lists in one response. The event is
// ignored, except that {"dry_run": true} requests a dry run, too.
import type { EC2Client, Instance } from '@aws-sdk/client-ec2'

type Action = 'start' | 'stop'

export type Report = {
  action: Action
  dry_run: boolean
  /** Instances that were started or stopped; in a dry run, those that would have been. */
  changed: string[]
  /** Members of an Auto Scaling group, which would replace a stopped instance. */
  skipped: { instance: string; group: string }[]
}

export type Failure = { instance: string; code: string; message: string }

type Context = { awsRequestId: string }
type Outcome = { changed: string[]; failed: Failure[] }
type Change = (ids: string[]) => Promise<unknown>

export const start = (event: unknown, context: Context): Promise<Report> => run('start', event, context)
export const stop = (event: unknown, context: Context): Promise<Report> => run('stop', event, context)

/** Only instances in this state are changed, so that a repeated run changes the remaining ones. */
const STATE_BEFORE: Record<Action, string> = { start: 'stopped', stop: 'running' }

/**
 * Throws if an instance failed, after all the others were changed: AWS counts the failure and invokes the function
 * again, twice.
 */
async function run(action: Action, event: unknown, { awsRequestId }: Context): Promise<Report> {
  const isDryRun = wantsDryRun(event)
  const ec2 = await openClient()
  const found = await findInstances(ec2, STATE_BEFORE[action])
  const skipped = found.flatMap(({ id, group }) => (group ? [{ instance: id, group }] : []))
  const ids = found.filter(({ group }) => !group).map(({ id }) => id)
  const { changed, failed } = await changeInBatches(ids, BATCH, await changeWith(ec2, action, isDryRun))

  const log = (line: object) => console.log(JSON.stringify({ ...line, request_id: awsRequestId }))
  const report: Report = { action, dry_run: isDryRun, changed, skipped }
  log({ level: 'info', message: summary(report, failed), ...report })
  for (const { instance, code, message } of failed) {
    log({ level: 'error', message: `${instance} could not be ${PAST[action]}: ${message}`, instance, code })
  }
  if (failed.length > 0) throw new InstancesFailed(summary(report, failed))
  return report
}

function wantsDryRun(event: unknown): boolean {
  const asked = (event as { dry_run?: unknown } | null)?.dry_run
  if (asked !== undefined && typeof asked !== 'boolean')
    throw new TypeError('dry_run in the event must be true or false.')
  const set = process.env.DRY_RUN || 'false'
  if (set !== 'true' && set !== 'false') throw new TypeError('DRY_RUN must be true or false.')
  return asked === true || set === 'true'
}

let client: EC2Client | undefined

/** Opened by the first invocation and reused by later ones. */
async function openClient(): Promise<EC2Client> {
  const { EC2Client } = await import('@aws-sdk/client-ec2')
  client ??= new EC2Client()
  return client
}

/** All instances with the tag in this state, from all pages. */
async function findInstances(ec2: EC2Client, state: string): Promise<{ id: string; group: string | undefined }[]> {
  const { paginateDescribeInstances } = await import('@aws-sdk/client-ec2')
  const filters = [
    { Name: `tag:${process.env.TAG_KEY || 'Schedule'}`, Values: [process.env.TAG_VALUE || 'OfficeHours'] },
    { Name: 'instance-state-name', Values: [state] },
  ]
  const instances: Instance[] = []
  for await (const page of paginateDescribeInstances({ client: ec2, pageSize: pageSize() }, { Filters: filters })) {
    instances.push(...(page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []))
  }
  return instances.map(({ InstanceId, Tags = [] }) => ({
    id: InstanceId as string,
    group: Tags.find(({ Key }) => Key === 'aws:autoscaling:groupName')?.Value,
  }))
}

function pageSize(): number {
  const size = Number(process.env.PAGE_SIZE || 1000)
  if (!Number.isInteger(size) || size < 5 || size > 1000) throw new TypeError('PAGE_SIZE must be 5 to 1000.')
  return size
}

async function changeWith(ec2: EC2Client, action: Action, isDryRun: boolean): Promise<Change> {
  const { StartInstancesCommand, StopInstancesCommand } = await import('@aws-sdk/client-ec2')
  return async (InstanceIds) => {
    const input = { InstanceIds, DryRun: isDryRun }
    const sent =
      action === 'start' ? ec2.send(new StartInstancesCommand(input)) : ec2.send(new StopInstancesCommand(input))
    // In a dry run EC2 checks the request and the permission, and returns this error if it would have succeeded.
    await sent.catch((reason) => {
      if (reason.name !== 'DryRunOperation') throw reason
    })
  }
}

const BATCH = 50

async function changeInBatches(ids: string[], size: number, change: Change): Promise<Outcome> {
  const outcome: Outcome = { changed: [], failed: [] }
  for (let from = 0; from < ids.length; from += size) {
    const { changed, failed } = await changeBatch(ids.slice(from, from + size), change)
    outcome.changed.push(...changed)
    outcome.failed.push(...failed)
  }
  return outcome
}

/** EC2 processes a request for all of its instances or for none, so after a refusal each is requested separately. */
async function changeBatch(ids: string[], change: Change): Promise<Outcome> {
  try {
    await change(ids)
    return { changed: ids, failed: [] }
  } catch (reason) {
    const failure = refusal(reason)
    if (ids.length > 1) return changeInBatches(ids, 1, change)
    return { changed: [], failed: [{ instance: ids[0] as string, ...failure }] }
  }
}

/** The error response of EC2. If EC2 did not answer at all, other instances would fail, too: that error is thrown. */
function refusal(reason: unknown): { code: string; message: string } {
  const { name, message, $metadata } = reason as Error & { $metadata?: { httpStatusCode?: number } }
  if ($metadata?.httpStatusCode === undefined) throw reason
  return { code: name, message }
}

const PAST: Record<Action, string> = { start: 'started', stop: 'stopped' }

/** The error of an invocation in which some instances failed. */
class InstancesFailed extends Error {
  override name = 'InstancesFailed'
}

function summary({ action, dry_run, changed, skipped }: Report, failed: Failure[]): string {
  const total = changed.length + failed.length
  const done = `${changed.length} of ${total} instances ${dry_run ? `would be ${PAST[action]}` : PAST[action]}`
  const passed = skipped.length > 0 ? `, ${skipped.length} skipped because they belong to an Auto Scaling group` : ''
  const reasons = failed.map(({ instance, code, message }) => `${instance}: ${code}: ${message}`)
  return [`${done}${passed}.`, ...reasons].join(' ')
}
