import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { TransactionWork } from '../engine.ts'
import { GroupCommit } from './group-commit.ts'
import { TurnBudget } from './turn-budget.ts'

/** A connection that records its transaction statements. */
class RecordingDatabase extends DatabaseSync {
  readonly record: string[] = []

  override exec(sql: string): void {
    this.record.push(sql)
    super.exec(sql)
  }

  times(event: string): number {
    return this.record.filter((one) => one === event).length
  }
}

describe('Group commit', () => {
  let folder: string
  let path: string
  let writer: RecordingDatabase
  let other: DatabaseSync
  let groups: GroupCommit

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docket-group-'))
    path = join(folder, 'docket.db')
    writer = new RecordingDatabase(path)
    writer.exec('pragma journal_mode = wal; create table notes (label text primary key, about text references notes)')
    writer.record.length = 0
    other = new DatabaseSync(path)
    // The work below uses the writer directly.
    groups = new GroupCommit(writer, undefined as never, new TurnBudget(10))
  })

  afterEach(() => {
    other.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })

  const inserting =
    (label: string, about: string | null = null): TransactionWork<string> =>
    async () => {
      writer.prepare('insert into notes values (?, ?)').run(label, about)
      return { result: label, sent: [] }
    }

  const seenByOthers = (): string[] =>
    other
      .prepare('select label from notes order by label')
      .all()
      .map((row) => String(row.label))

  test('combines writes of one tick into one commit', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `note ${index}`)
    deepEqual(await Promise.all(names.map((name) => groups.run(inserting(name)))), names)
    deepEqual(writer.record, ['begin immediate', 'commit'])
    equal(seenByOthers().length, 100)
  })

  test('combines writes from different microtasks of one tick', async () => {
    await Promise.all([groups.run(inserting('a')), Promise.resolve().then(() => groups.run(inserting('b')))])
    equal(writer.times('commit'), 1)
  })

  test('splits a large batch into several commits, so that the first write does not wait for the last', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `note ${index}`)
    await Promise.all(names.map((name) => groups.run(inserting(name))))
    equal(writer.times('commit'), 3)
  })

  test('does not delay the first write when further writes arrive in every turn', async () => {
    let isWritten = false
    const first = groups.run(inserting('first')).then(() => {
      isWritten = true
    })
    const others: Promise<string>[] = []
    while (!isWritten && others.length < 100) {
      others.push(groups.run(inserting(`note ${others.length}`)))
      const until = performance.now() + 1
      while (performance.now() < until);
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([first, ...others])
    ok(others.length < 100, 'the first had to wait for all')
  })

  test('resolves a write only when others can read the row', async () => {
    const written = groups.run(inserting('a')).then(() => {
      writer.record.push('resolved')
      return seenByOthers()
    })
    const joined = groups.run(async () => {
      deepEqual(seenByOthers(), [])
      return { result: undefined, sent: [] }
    })
    await joined
    deepEqual(await written, ['a'])
    ok(writer.record.indexOf('resolved') > writer.record.indexOf('commit'))
  })

  test('does not affect other members when one is rejected before it wrote', async () => {
    const refused = groups.run(async () => {
      throw new Error('no')
    })
    const outcomes = await Promise.allSettled([groups.run(inserting('a')), refused, groups.run(inserting('b'))])
    deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    deepEqual(writer.record, ['begin immediate', 'commit'])
  })

  test('rolls back only a member that fails, and rejects it after the commit', async () => {
    const failing = groups.run(inserting('a')).then(() => groups.run(inserting('a')))
    const outcomes = await Promise.allSettled([
      groups.run(inserting('first')),
      groups.run(async () => {
        await inserting('half')(undefined as never)
        throw new Error('changed my mind')
      }),
      groups.run(inserting('last')),
      failing,
    ])
    deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
    )
    deepEqual(seenByOthers(), ['a', 'first', 'last'])
  })

  test('rolls back a member whose unawaited statement fails', async () => {
    const sending: TransactionWork<string> = async (connection) => {
      const work = await inserting('a')(connection)
      return { ...work, sent: [Promise.reject(new Error('too late'))] }
    }
    await rejects(groups.run(sending), /too late/)
    deepEqual(seenByOthers(), [])
  })

  test('rejects the whole group when the commit fails, and serves the next group', async () => {
    const dangling: TransactionWork<string> = async (connection) => {
      writer.exec('pragma defer_foreign_keys = on')
      return inserting('dangling', 'nowhere')(connection)
    }
    const outcomes = await Promise.allSettled([groups.run(inserting('a')), groups.run(dangling)])
    deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['rejected', 'rejected'],
    )
    equal(await groups.run(inserting('b')), 'b')
    deepEqual(seenByOthers(), ['b'])
  })

  test('does not confirm a group that SQLite has rolled back', async () => {
    await groups.run(inserting('taken'))
    // As SQLite itself does when the disk is full.
    const undoing: TransactionWork<void> = async () => {
      writer.prepare(`insert or rollback into notes values ('taken', null)`).run()
      return { result: undefined, sent: [] }
    }
    const outcomes = await Promise.allSettled([
      groups.run(inserting('a')),
      groups.run(undoing),
      groups.run(inserting('b')),
    ])
    const written = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    deepEqual(seenByOthers(), [...written, 'taken'])
    equal(await groups.run(inserting('c')), 'c')
  })

  test('rejects waiting writes while another connection holds the lock, and serves later ones', async () => {
    other.exec('begin immediate')
    await rejects(groups.run(inserting('a')), /locked/)
    other.exec('commit')
    await groups.run(inserting('a'))
    deepEqual(seenByOthers(), ['a'])
  })

  test('is idle when every write has returned', async () => {
    let written = 0
    for (const name of ['a', 'b', 'c']) groups.run(inserting(name)).then(() => written++)
    await groups.idle()
    equal(written, 3)
  })
})
