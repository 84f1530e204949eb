import type { Arrived } from '../smtp/smtp-sink.ts'
import type { Person } from '../world.ts'
import type { Life } from './members.ts'
import { doublesIn, type Effect, effectsOf } from './outside-world.ts'
import type { Acknowledged } from './writer.ts'

type Tasks = Map<number, { title: string; status: string }>

type Ledgers = {
  acknowledged: Acknowledged
  /** From the event log. */
  completions: readonly { event: string; task: number }[]
  mails: readonly Arrived[]
  /** As received by AWS. */
  notices: readonly Effect[]
  lives: readonly Life[]
  /** All tasks that exist. */
  found: Tasks
}

/** Compares what was acknowledged with what exists and what was sent. Returns a table of figures and all defects. */
export function compareLedgers(ledgers: Ledgers): Part {
  const parts = [reckonWrites(ledgers), reckonNotices(ledgers), reckonMails(ledgers)]
  return { rows: parts.flatMap(({ rows }) => rows), faults: parts.flatMap(({ faults }) => faults) }
}

type Part = { rows: [string, string][]; faults: string[] }

function reckonWrites({ acknowledged, found }: Ledgers): Part {
  const amiss = [...acknowledged.tasks].filter(([id, { title, status }]) => {
    const task = found.get(id)
    return task?.title !== title || task.status !== status
  })
  return {
    rows: [['writes acknowledged / lost', `${acknowledged.writes} / ${amiss.length}`]],
    faults: amiss.map(([id, task]) => `task ${id} is not ${JSON.stringify(task)}: ${JSON.stringify(found.get(id))}`),
  }
}

function reckonNotices({ acknowledged, completions, notices, lives }: Ledgers): Part {
  const notified = new Set(notices.map(({ key }) => key))
  const events = new Set(completions.map(({ event }) => event))
  const doubles = doublesIn(notices, lives)
  const counts = Map.groupBy(completions, ({ task }) => task)
  const tasks = new Set([...counts.keys(), ...acknowledged.completions.keys()])
  const miscounted = [...tasks].filter((id) => counts.get(id)?.length !== acknowledged.completions.get(id))
  return {
    rows: [
      [
        'completions / notified / again after a kill',
        `${events.size} / ${notified.size} / ${doubles.explained.length}`,
      ],
      ...asRows(doubles.explained),
    ],
    faults: [
      ...miscounted.map(
        (id) =>
          `task ${id} was completed ${acknowledged.completions.get(id)} times by its client, ${counts.get(id)?.length} by the log`,
      ),
      ...[...events].filter((event) => !notified.has(event)).map((event) => `completion ${event} was never notified`),
      ...[...notified].filter((event) => !events.has(event)).map((event) => `completion ${event} never happened`),
      ...doubles.others.map((double) => `notified twice: ${double}`),
    ],
  }
}

function reckonMails({ acknowledged, mails, lives }: Ledgers): Part {
  const reminders = mails.filter(({ subject }) => subject?.startsWith('Reminder: '))
  const bySubject = Map.groupBy(reminders, ({ subject }) => String(subject))
  const doubles = doublesIn(effectsOf(mails), lives)
  const wanted = [...acknowledged.reminders]
  return {
    rows: [
      ['reminders / mailed', `${wanted.length} / ${bySubject.size}`],
      ['mails of all kinds / again after a kill', `${mails.length} / ${doubles.explained.length}`],
      ...asRows(doubles.explained),
    ],
    faults: [
      ...wanted.filter((subject) => !bySubject.has(subject)).map((subject) => `never mailed: ${subject}`),
      ...[...bySubject]
        .filter(([, each]) => new Set(each.map(({ messageId }) => messageId)).size > 1)
        .map(([subject]) => `went off twice: ${subject}`),
      ...doubles.others.map((double) => `mailed twice: ${double}`),
    ],
  }
}

const asRows = (doubles: readonly string[]) => doubles.map((double): [string, string] => ['  sent again', double])

/** Every task that these users see, by its id. */
export async function findTasks(people: readonly Person[]): Promise<Tasks> {
  const found: Tasks = new Map()
  for (const person of people) {
    let next: string | null | undefined = '/api/tasks?cursor=&page_size=200'
    while (next) {
      const { body } = await person.get(next)
      for (const task of body.results) found.set(task.id, task)
      next = body.next?.slice(body.next.indexOf('/api/'))
    }
  }
  return found
}
