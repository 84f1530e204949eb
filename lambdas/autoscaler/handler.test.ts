import { deepEqual, equal } from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { memoryFrom, textOf } from './group.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const sources = globSync('*.ts', { cwd: new URL('.', import.meta.url) }).filter((name) => !name.endsWith('.test.ts'))

describe('The autoscaler function', () => {
  test('imports only its own files and the AWS SDK, which the Lambda runtimes include', () => {
    const imports = sources.flatMap((name) =>
      [...read(name).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1]),
    )
    deepEqual([...new Set(imports)].filter((name) => !name?.startsWith('./')).sort(), [
      '@aws-sdk/client-auto-scaling',
      '@aws-sdk/client-ec2',
    ])
  })

  test('remembers its last steps in a tag, with characters that tags allow', () => {
    const memory = { lastOut: 1764390000, lastIn: 1764380000, tooFew: { capacity: 3, load: 2.41, at: 1764390000 } }
    equal(textOf(memory), 'out=1764390000 in=1764380000 few=3@2.41@1764390000')
    deepEqual(memoryFrom(textOf(memory)), memory)
    deepEqual(memoryFrom(textOf({})), {})
    deepEqual(memoryFrom('somebody wrote here'), {})
  })

  test('can change only its own group', () => {
    const { Statement } = JSON.parse(read('iam-policy.json'))
    const anywhere = Statement.filter(({ Resource }: { Resource: string }) => Resource === '*')
    deepEqual(
      anywhere.map(({ Sid }: { Sid: string }) => Sid),
      ['ListGroupsAndInstances', 'ReachThePrivateNetwork'],
      'AWS knows no narrower rights for these',
    )
    const change = Statement.find(({ Sid }: { Sid: string }) => Sid === 'ScaleTheGroup')
    equal(change.Resource.endsWith(':autoScalingGroup:*:autoScalingGroupName/$' + '{group_name}'), true)
  })
})
