import { deepEqual, equal, rejects, throws } from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, describe, test } from 'node:test'
import { labels, type NotesTx, notesOn, write } from '../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { withBeforeCommit } from './database.ts'
import {
  appendToJournal,
  databaseOf,
  onCommit,
  StaleReadError,
  savepoint,
  transaction,
  writeJournalWith,
  writePipelined,
} from './transaction.ts'

eachDatabase('A transaction', (database) => {
  const notes = notesOn(database)
  // Work outside of any transaction, like that of another request.
  const elsewhere = AsyncLocalStorage.snapshot()

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  test('returns the result of its callback and stores its changes', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      return 'done'
    }
    equal(await transaction(notes.db, work), 'done')
    deepEqual(await labels(notes.db), ['a'])
  })

  test('that throws stores nothing', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      throw new Error('changed my mind')
    }
    await rejects(transaction(notes.db, work), /changed my mind/)
    deepEqual(await labels(notes.db), [])
  })

  test('stores pipelined writes that it did not await when its turn was used up, in several steps', async () => {
    await transaction(notes.db, async (tx) => {
      await write(tx, 'a')
      useUpTurn()
      await writePipelined(
        tx,
        write(tx, 'b').then(() => write(tx, 'c')),
      )
    })
    deepEqual(await labels(notes.db), ['a', 'b', 'c'])
  })

  test('that throws stores none of these writes', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      useUpTurn()
      await writePipelined(
        tx,
        write(tx, 'b').then(() => write(tx, 'c')),
      )
      throw new Error('changed my mind')
    }
    await rejects(transaction(notes.db, work), /changed my mind/)
    await transaction(notes.db, (tx) => write(tx, 'd'))
    deepEqual(await labels(notes.db), ['d'])
  })

  test('that is based on a stale read runs again, from the beginning', async () => {
    let runs = 0
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      if (++runs < 3) throw new StaleReadError(new Error('gone'))
      return 'done'
    }
    equal(await transaction(notes.db, work), 'done')
    deepEqual([runs, await labels(notes.db)], [3, ['a']])
  })

  test('that is based on a stale read every time throws the cause', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      throw new StaleReadError(new Error('gone'))
    }
    await rejects(transaction(notes.db, work), /^Error: gone$/)
    deepEqual(await labels(notes.db), [])
  })

  test('with a failed statement stores nothing', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      await write(tx, 'a')
    }
    await rejects(transaction(notes.db, work), /unique/i)
    deepEqual(await labels(notes.db), [])
  })

  test('reports the pipelined write that failed, not the statements that were refused after it', async () => {
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      await writePipelined(tx, write(tx, 'a'))
      await labels(tx)
      await write(tx, 'b')
    }
    await rejects(transaction(notes.db, work), /unique/i)
    deepEqual(await labels(notes.db), [])
  })

  test('takes in the work of a transaction that gets its handle', async () => {
    const work = (fails: boolean) => async (tx: NotesTx) => {
      await write(tx, 'a')
      await transaction(tx, (same) => write(same, 'b'))
      if (fails) throw new Error('changed my mind')
    }
    await rejects(transaction(notes.db, work(true)), /changed my mind/)
    deepEqual(await labels(notes.db), [])
    await transaction(notes.db, work(false))
    deepEqual(await labels(notes.db), ['a', 'b'])
  })

  test('rejects the plain handle inside rather than hang, and continues', async () => {
    await transaction(notes.db, async (tx) => {
      await write(tx, 'a')
      await rejects(labels(notes.db), /use the transaction here/)
      await rejects(labels(withBeforeCommit(notes.db, async () => {})), /use the transaction here/)
      deepEqual(await labels(tx), ['a'])
    })
    deepEqual(await labels(notes.db), ['a'])
  })

  test('rejects a nested transaction', async () => {
    await transaction(notes.db, async (tx) => {
      await rejects(
        transaction(notes.db, async () => {}),
        /a transaction is in progress/,
      )
      await write(tx, 'a')
    })
    deepEqual(await labels(notes.db), ['a'])
  })

  test('cannot be used after its end, whether it committed or rolled back', async () => {
    let leaked = await transaction(notes.db, async (tx) => ({ tx }))
    await rejects(labels(leaked.tx), /this transaction has ended/)
    const failing = transaction(notes.db, async (tx) => {
      leaked = { tx }
      throw new Error('no')
    })
    await rejects(failing, /no/)
    await rejects(labels(leaked.tx), /this transaction has ended/)
  })

  test('is not visible to others before its commit', async () => {
    await transaction(notes.db, async (tx) => {
      await write(tx, 'a')
      deepEqual(await elsewhere(() => labels(notes.db)), [])
    })
  })

  test('runs again after a serialization failure, at most four times', async () => {
    const lostRace = Object.assign(new Error('could not serialize access'), { code: '40001' })
    const attempts: string[] = []
    const work = (failures: number) => async (tx: NotesTx) => {
      attempts.push('again')
      await write(tx, `attempt ${attempts.length}`)
      if (attempts.length <= failures) throw lostRace
    }
    await rejects(transaction(notes.db, work(4)), lostRace)
    deepEqual([attempts.splice(0).length, await labels(notes.db)], [4, []])
    await transaction(notes.db, work(3))
    deepEqual([attempts.length, await labels(notes.db)], [4, ['attempt 4']])
  })

  test('knows the database it belongs to', async () => {
    const derived = withBeforeCommit(notes.db, async () => {})
    equal(databaseOf(derived), notes.db)
    await transaction(derived, async (tx) => equal(databaseOf(tx), notes.db))
  })
})

eachDatabase('A savepoint', (database) => {
  const notes = notesOn(database)

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  test('that fails rolls back only its own part, and throws the cause', async () => {
    await transaction(notes.db, async (tx) => {
      await write(tx, 'before')
      const step = savepoint(tx, async () => {
        await write(tx, 'inside')
        await write(tx, 'before')
      })
      await rejects(step, /unique/i)
      await write(tx, 'after')
    })
    deepEqual(await labels(notes.db), ['after', 'before'])
  })

  test('that succeeds returns its result, and may contain others', async () => {
    await transaction(notes.db, async (tx) => {
      const result = await savepoint(tx, async () => {
        await write(tx, 'outer')
        const inner = savepoint(tx, async () => {
          await write(tx, 'inner')
          throw new Error('inner only')
        })
        await rejects(inner, /inner only/)
        return 7
      })
      equal(result, 7)
    })
    deepEqual(await labels(notes.db), ['outer'])
  })

  test('outside a transaction is rejected', async () => {
    await rejects(
      savepoint(notes.db, async () => {}),
      /not a transaction/,
    )
  })
})

eachDatabase('The journal', (database) => {
  const notes = notesOn(database)
  const written: string[][] = []

  afterEach(async () => {
    written.length = 0
    await notes.db.deleteFrom('notes').execute()
  })

  function keepJournal(): void {
    writeJournalWith(notes.db, async (tx: NotesTx, entries: string[]) => {
      written.push([...entries])
      await Promise.all(entries.map((entry) => write(tx, entry)))
    })
  }

  test('is written once, in order, with the commit', async () => {
    keepJournal()
    await transaction(notes.db, async (tx) => {
      appendToJournal(tx, 'one')
      appendToJournal(tx, 'two')
      deepEqual(await labels(tx), [])
    })
    deepEqual(written, [['one', 'two']])
    deepEqual(await labels(notes.db), ['one', 'two'])
  })

  test('is written in batches when it is long, and passed to listeners as a whole', async () => {
    keepJournal()
    const entries = Array.from({ length: 450 }, (_, index) => `entry ${1_000 + index}`)
    const delivered: string[] = []
    onCommit<string>(notes.db, (committed) => delivered.push(...committed))
    await transaction(notes.db, async (tx) => {
      for (const entry of entries) await appendToJournal(tx, entry)
    })
    deepEqual(
      written.map((part) => part.length),
      [200, 200, 50],
    )
    deepEqual([written.flat(), delivered, (await labels(notes.db)).length], [entries, entries, 450])
  })

  test('is not written if it is empty or the transaction throws', async () => {
    keepJournal()
    const failing = transaction(notes.db, async (tx) => {
      appendToJournal(tx, 'one')
      throw new Error('no')
    })
    await rejects(failing)
    await transaction(notes.db, (tx) => write(tx, 'a'))
    deepEqual(written, [])
  })

  test('drops the entries of a failed savepoint', async () => {
    keepJournal()
    await transaction(notes.db, async (tx) => {
      appendToJournal(tx, 'one')
      const step = savepoint(tx, async () => {
        appendToJournal(tx, 'undone')
        throw new Error('no')
      })
      await rejects(step)
      await savepoint(tx, async () => appendToJournal(tx, 'two'))
    })
    deepEqual(written, [['one', 'two']])
  })

  test('that cannot be written rolls back the transaction', async () => {
    keepJournal()
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      appendToJournal(tx, 'a')
    }
    await rejects(transaction(notes.db, work), /unique/i)
    deepEqual(await labels(notes.db), [])
  })

  test('that fails before a statement is sent rolls back the transaction too', async () => {
    writeJournalWith(notes.db, async () => {
      throw new Error('cannot put it in words')
    })
    const work = async (tx: NotesTx) => {
      await write(tx, 'a')
      appendToJournal(tx, 'a')
    }
    await rejects(transaction(notes.db, work), /cannot put it in words/)
    deepEqual(await labels(notes.db), [])
  })

  test('also covers handles derived from the database', async () => {
    keepJournal()
    const derived = withBeforeCommit(notes.db, (tx) => write(tx as NotesTx, 'last step'))
    await transaction(derived, async (tx) => appendToJournal(tx, 'one'))
    deepEqual(await labels(notes.db), ['last step', 'one'])
  })

  test('reaches listeners once everyone can read it, and never after a failed transaction', async () => {
    keepJournal()
    const heard: unknown[] = []
    onCommit(notes.db, (entries) => void heard.push([...entries], labels(notes.db)))
    await transaction(notes.db, async (tx) => appendToJournal(tx, 'one'))
    await rejects(
      transaction(notes.db, async (tx) => appendToJournal(tx, 'one')),
      /unique/i,
    )
    deepEqual(await Promise.all(heard), [['one'], ['one']])
    await transaction(notes.db, (tx) => write(tx, 'tells nothing'))
    equal(heard.length, 2)
  })

  test('rejects entries outside a transaction', () => {
    throws(() => appendToJournal(notes.db, 'one'), /not a transaction/)
  })
})

eachDatabase('The step before the commit', (database) => {
  const notes = notesOn(database)

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  test('runs in the transactions of its handle only', async () => {
    const derived = withBeforeCommit(notes.db, (tx) => write(tx as NotesTx, 'last step'))
    await transaction(notes.db, (tx) => write(tx, 'plain'))
    deepEqual(await labels(notes.db), ['plain'])
    await transaction(derived, (tx) => write(tx as NotesTx, 'derived'))
    deepEqual(await labels(notes.db), ['derived', 'last step', 'plain'])
  })

  test('that fails rolls back the transaction', async () => {
    const derived = withBeforeCommit(notes.db, (tx) => write(tx as NotesTx, 'taken'))
    await rejects(
      transaction(derived, (tx) => write(tx as NotesTx, 'taken')),
      /unique/i,
    )
    deepEqual(await labels(notes.db), [])
  })

  test('does not run when the callback throws', async () => {
    const derived = withBeforeCommit(notes.db, (tx) => write(tx as NotesTx, 'last step'))
    const failing = transaction(derived, async () => {
      throw new Error('no')
    })
    await rejects(failing, /no/)
    deepEqual(await labels(notes.db), [])
  })
})

describe('A handle that was not created by openDatabase', () => {
  test('is rejected', async () => {
    await rejects(
      transaction({} as never, async () => {}),
      /not a handle of openDatabase/,
    )
  })
})

/** Blocks the event loop for longer than a SQLite transaction may in one turn. */
function useUpTurn(): void {
  for (const end = performance.now() + 25; performance.now() < end; );
}
