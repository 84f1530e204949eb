import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clock } from '../../../platform/clock.ts'
import type { Channel, Ending } from '../../../platform/realtime/channel.ts'
import type { Message } from '../../../platform/realtime/message.ts'
import { type Api, apiOn } from '../../../test/kit/api.ts'
import { setClockForSuite } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { until } from '../../../test/kit/until.ts'
import { type Person, register } from '../../../test/kit/world.ts'
import { LiveUpdates } from '../live-updates.ts'

const HOUR = 3_600_000

/** A line that keeps what it carries. */
class Line implements Channel {
  readonly beats: Message[] = []
  readonly backlog = 0
  ending: Ending | undefined
  readonly #listeners: (() => void)[] = []

  get isOpen(): boolean {
    return this.ending === undefined
  }

  send(): void {}

  beat(message: Message): void {
    this.beats.push(message)
  }

  end(ending: Ending): void {
    this.ending ??= ending
    for (const listener of this.#listeners.splice(0)) listener()
  }

  onEnd(listener: () => void): void {
    this.#listeners.push(listener)
  }
}

eachDatabase('A long-lived live connection', (database) => {
  const api = apiOn(database, { ACCESS_TOKEN_TTL: '1h', REFRESH_TOKEN_TTL: '2h' })
  const { millis } = clock
  let ahead = 0
  let updates: LiveUpdates

  setClockForSuite(() => millis() + ahead)
  before(() => {
    const onError = (reason: unknown) => {
      throw reason
    }
    updates = new LiveUpdates(api.db, {
      notifications: api.notifications,
      mostPerUser: 10,
      pollMs: 1_000,
      heartbeatMs: 10,
      onError,
    })
  })
  after(() => {
    updates.close()
  })

  async function join({ token }: Person): Promise<Line> {
    const { sid, sub } = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
    const line = new Line()
    await updates.join({ userId: Number(sub), sessionId: sid }, line, undefined)
    return line
  }

  const beatsOf = async (line: Line, count: number) => {
    const before = line.beats.length
    await until(() => !line.isOpen || line.beats.length >= before + count)
  }

  test('receives heartbeats with the current position of the log', async () => {
    const ann = await register(api, 'ann')
    const line = await join(ann)
    await beatsOf(line, 1)
    const first = line.beats.at(-1)?.position ?? 0
    await ann.post('/api/tasks', { title: 'Water' })
    while ((line.beats.at(-1)?.position ?? 0) === first) await beatsOf(line, 1)
    ok((line.beats.at(-1)?.position ?? 0) > first)
    line.end({ reason: 'gone', closeCode: 1000 })
  })

  test('is closed when the session has expired, but not while it is refreshed', async () => {
    const [ben, cleo] = [await register(api, 'ben'), await register(api, 'cleo')]
    const lines = [await join(ben), await join(cleo)] as const
    ahead += 1.5 * HOUR
    await refresh(api, cleo)
    ahead += HOUR
    await beatsOf(lines[0], 100)
    await beatsOf(lines[1], 2)
    deepEqual(lines[0].ending, { reason: 'session.expired', closeCode: 4403 })
    equal(lines[1].isOpen, true)
  })
})

async function refresh(api: Api, { refresh: token }: Person): Promise<void> {
  equal((await api.send('POST', '/api/token/refresh', { body: { refresh: token } })).status, 200)
}
