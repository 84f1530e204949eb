import type { DatabaseSync } from 'node:sqlite'
import { type Dialect, SqliteAdapter, SqliteDialect } from 'kysely'

/** Kysely's own SQLite dialect over node:sqlite, for the migrator. Closing it closes the connection. */
export function sqliteMigrationDialect(database: DatabaseSync): Dialect {
  const dialect = new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare: (sql) => {
        // When the disk is full, SQLite has already rolled back; a second rollback would fail and hide that error.
        const isUndone = sql === 'rollback' && !database.isTransaction
        const statement = database.prepare(isUndone ? 'select 1 limit 0' : sql)
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...(parameters as never[])),
          run: (parameters) => statement.run(...(parameters as never[])),
          iterate: (parameters) => statement.iterate(...(parameters as never[])) as IterableIterator<unknown>,
        }
      },
    },
  })
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

// SQLite can roll back a migration as a whole; Kysely's adapter assumes that it cannot.
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
