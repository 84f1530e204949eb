import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

describe('The office-hours functions', () => {
  test('import only the AWS SDK, which the Lambda runtimes include', () => {
    const imports = [...read('handler.ts').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1])
    deepEqual([...new Set(imports)], ['@aws-sdk/client-ec2'])
  })

  test('are scheduled at 08:00 and 20:00 in India, which is 02:30 and 14:30 UTC', () => {
    const { time_zone, weekdays, ...expressions } = JSON.parse(read('schedules.json'))
    deepEqual([time_zone, weekdays], ['Asia/Kolkata', 'MON-FRI'])
    const utc = Object.entries<string>(expressions).map(([name, expression]) => {
      const [, minute, hour] = /^cron\((\d+) (\d+) \? \* \$\{weekdays\} \*\)$/.exec(expression) ?? []
      ok(hour, `${name} is a schedule for some weekdays`)
      const local = { year: 2026, month: 11, day: 30, hour: Number(hour), minute: Number(minute), timeZone: time_zone }
      return [name, Temporal.ZonedDateTime.from(local).toInstant().toString()]
    })
    deepEqual(Object.fromEntries(utc), { start: '2026-11-30T02:30:00Z', stop: '2026-11-30T14:30:00Z' })
  })

  test('can change only tagged instances, and write only to their own log', () => {
    const { Statement } = JSON.parse(read('iam-policy.json'))
    const anywhere = Statement.filter(({ Resource }: { Resource: string }) => Resource === '*')
    deepEqual(
      anywhere.map(({ Action }: { Action: string }) => Action),
      ['ec2:DescribeInstances'],
      'EC2 knows no narrower right to list instances',
    )
    const change = Statement.find(({ Action }: { Action: string }) => Action.includes('ec2:StopInstances'))
    deepEqual(change.Action, ['ec2:StartInstances', 'ec2:StopInstances'])
    deepEqual(change.Condition, { StringEquals: { ['aws:ResourceTag/$' + '{tag_key}']: '$' + '{tag_value}' } })
    equal(Statement.length, 3)
  })
})
