// The AWS Lambda function `task-completed`: sends a notification that a task was completed. It is deployed as this one
// file, so it imports only what Lambda's Node.js runtimes include.
import type { SNSClient } from '@aws-sdk/client-sns'

/** The completion as Docket sends it. AWS and Docket may both deliver it twice, with the same `id`. */
export type TaskCompleted = {
  id: number
  type: 'task.completed'
  type_version: number
  happened_at: string
  /** Null if there was no actor, or if the account has been deleted. */
  actor: { id: number; name: string } | null
  /** A task that has been deleted since has neither uid nor title. */
  task: { id: number; uid: string | null; title: string | null }
  project: { id: number; name: string } | null
  changes: Record<string, { from: unknown; to: unknown }>
}

export type Outcome = { notified: 'topic'; message_id: string | null } | { notified: 'log' }

type Context = { awsRequestId: string }

/**
 * Accepts the completion itself or in an envelope; publishes it to the topic NOTIFICATION_TOPIC_ARN, or writes it to
 * the log if there is none.
 */
export async function handler(event: unknown, context: Context): Promise<Outcome> {
  const completion = completionIn(event)
  const topic = process.env.NOTIFICATION_TOPIC_ARN
  if (topic) return { notified: 'topic', message_id: await publish(topic, completion) }
  console.log(JSON.stringify(logLine(completion, context)))
  return { notified: 'log' }
}

/**
 * EventBridge puts the completion into `detail`; Lambda's record of a failed asynchronous invocation has it in
 * `requestPayload`.
 */
function completionIn(event: unknown): TaskCompleted {
  const { detail, requestPayload } = (event ?? {}) as { detail?: unknown; requestPayload?: unknown }
  if (requestPayload) return completionIn(requestPayload)
  const completion = (detail ?? event) as Partial<TaskCompleted> | null
  if (
    completion?.type !== 'task.completed' ||
    !Number.isInteger(completion.id) ||
    !Number.isInteger(completion.task?.id)
  ) {
    throw new TypeError('This is not an event "task.completed" with an id and a task.')
  }
  return completion as TaskCompleted
}

async function publish(topic: string, completion: TaskCompleted): Promise<string | null> {
  const { PublishCommand } = await import('@aws-sdk/client-sns')
  const { MessageId } = await (await clientFor(topic)).send(
    new PublishCommand({
      TopicArn: topic,
      Subject: subject(completion),
      Message: sentence(completion),
      MessageAttributes: attributes(completion),
      // A FIFO topic drops duplicates itself.
      ...(topic.endsWith('.fifo') && {
        MessageGroupId: `task-${completion.task.id}`,
        MessageDeduplicationId: `${completion.id}`,
      }),
    }),
  )
  return MessageId ?? null
}

let client: Promise<SNSClient> | undefined

/** Opened by the first invocation and reused by later ones. The topic's own region is in its ARN. */
function clientFor(topic: string): Promise<SNSClient> {
  const region = topic.split(':')[3]
  client ??= import('@aws-sdk/client-sns').then(({ SNSClient }) => new SNSClient(region ? { region } : {}))
  return client
}

/** SNS accepts fewer than 100 characters, without line breaks and control characters. */
function subject({ task }: TaskCompleted): string {
  const text = `Completed: ${titleOf(task)}`.replace(/\p{Cc}+/gu, ' ')
  return text.length < 100 ? text : `${text.slice(0, 98).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function sentence({ actor, task, project }: TaskCompleted): string {
  return `${actor?.name ?? 'Somebody'} completed “${titleOf(task)}”${project ? ` in ${project.name}` : ''}.`
}

const titleOf = (task: TaskCompleted['task']): string => task.title || `Task ${task.id}`

/** Attributes by which subscribers of the topic may filter. */
function attributes({ id, type, task, project }: TaskCompleted) {
  const number = (value: number) => ({ DataType: 'Number', StringValue: String(value) })
  return {
    event_type: { DataType: 'String', StringValue: type },
    event_id: number(id),
    task_id: number(task.id),
    ...(project && { project_id: number(project.id) }),
  }
}

function logLine(completion: TaskCompleted, { awsRequestId }: Context) {
  const { id, type, happened_at, actor, task, project } = completion
  return {
    level: 'info',
    message: sentence(completion),
    event_type: type,
    event_id: id,
    happened_at,
    actor,
    task,
    project,
    request_id: awsRequestId,
  }
}
