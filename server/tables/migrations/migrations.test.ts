import { deepEqual, equal, ok, partialDeepStrictEqual } from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { type AnyKysely, closeDatabase, openDatabase } from '../../platform/database/database.ts'
import { migrateDown, migrateUp, migrationStates } from '../../platform/database/migrations/migrator.ts'
import { isPostgres } from '../../platform/database/queries/sql.ts'
import { rowsOfMigrations } from '../../test/kit/databases/migration-rows.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { migrations } from './index.ts'

const names = migrations.map((migration) => migration.name)

describe('The list of migrations', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^\d/.test(file))

  test('contains every file of the folder, in order, under its own name', () => {
    deepEqual(
      names.map((name) => `${name}.ts`),
      files.toSorted(),
    )
  })

  test('is numbered without gaps, with unique names', () => {
    deepEqual(
      names.map((name) => Number(name.slice(0, 4))),
      names.map((_, index) => index + 1),
    )
    equal(new Set(names.map((name) => name.slice(5))).size, names.length)
  })

  test('is frozen: no migration imports application code', () => {
    const allowed = [
      "import { sql } from 'kysely'",
      "import type { Migration } from '../../platform/database/migrations/migrator.ts'",
    ]
    for (const file of files) {
      const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
      const imports = text.split('\n').filter((line) => /\bimport\b|\brequire\b|\bexport\b.*\bfrom\b/.test(line))
      deepEqual(
        imports.filter((line) => !allowed.includes(line)),
        [],
        file,
      )
    }
  })

  test('has test rows for each migration', () => {
    deepEqual(Object.keys(rowsOfMigrations), names)
  })
})

eachDatabase('Migrations', (database) => {
  let db: AnyKysely

  before(async () => {
    db = openDatabase(await database.url())
  })

  after(() => closeDatabase(db))

  for (const [index, { name }] of migrations.entries()) {
    test(`${name} migrates up, down and up again, and existing rows survive`, async () => {
      const list = migrations.slice(0, index + 1)
      const schemaBefore = await schemaOf(db)
      const rowsBefore = await rowsOf(db)
      deepEqual(await migrateUp(db, list), [name])
      const schemaAfter = await schemaOf(db)
      ok(schemaAfter.length >= schemaBefore.length)
      await insertRows(db, name)

      deepEqual(await migrateDown(db, list), [name])
      deepEqual(await schemaOf(db), schemaBefore)
      deepEqual(await rowsOf(db), rowsBefore)

      deepEqual(await migrateUp(db, list), [name])
      deepEqual(await schemaOf(db), schemaAfter)
      await insertRows(db, name)
      const rows = await rowsOf(db)
      for (const [table, earlier] of Object.entries(rowsBefore)) {
        partialDeepStrictEqual(rows[table], withoutDerived(earlier), table)
      }
    })
  }

  test('of time zones map each name to its meaning, or else to UTC', async () => {
    const upTo = (name: string) => migrations.slice(0, names.indexOf(name) + 1)
    await migrateDown(db, migrations, names.length - upTo('0007-mail').length)
    const zones = {
      'Asia/Kolkata': 'Asia/Kolkata',
      PST: 'America/Los_Angeles',
      '\u221201:00': '-01:00',
      'Mars/Base': 'UTC',
    }
    for (const [index, zone] of Object.keys(zones).entries()) {
      const id = 900 + index
      await sql`insert into users (id, username, username_key, password_hash, created_at, updated_at)
        values (${id}, ${`z${id}`}, ${`z${id}`}, 'x', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z')`.execute(
        db,
      )
      await sql`insert into profiles (user_id, timezone, updated_at)
        values (${id}, ${zone}, '2026-11-01T00:00:00.000Z')`.execute(db)
    }
    await migrateUp(db, migrations)
    const { rows } = await sql<{ timezone: string }>`select timezone from profiles where user_id >= 900
      order by user_id`.execute(db)
    deepEqual(
      rows.map(({ timezone }) => timezone),
      Object.values(zones),
    )
    await sql`delete from users where id >= 900`.execute(db)
  })

  test('of names number duplicates, leave lookalikes unchanged, and report both', async () => {
    await migrateDown(db, migrations, migrations.length - names.indexOf('0011-names'))
    const users = ['Straße', 'STRASSE', 'strasse-2', 'Jose\u0301', 'ivan', 'іvan']
    const at = '2026-11-01T00:00:00.000Z'
    for (const [index, name] of users.entries()) {
      await sql`insert into users (id, username, username_key, password_hash, created_at, updated_at)
        values (${900 + index}, ${name}, ${name.normalize('NFKC').toLowerCase()}, 'x', ${at}, ${at})`.execute(db)
    }
    const categories: [number, string][] = [
      [900, 'ΣΟΦΌΣ'],
      [900, 'σοφόσ'],
      [901, 'σοφόσ'],
    ]
    for (const [index, [owner, name]] of categories.entries()) {
      await sql`insert into categories (id, owner_id, name, name_key, created_at, updated_at)
        values (${900 + index}, ${owner}, ${name}, ${name.toLowerCase()}, ${at}, ${at})`.execute(db)
    }
    const reports: string[] = []
    await migrateUp(db, migrations, (line) => reports.push(line))
    const { rows } = await sql<{ username: string; username_key: string; username_lookalike: string | null }>`
      select username, username_key, username_lookalike from users where id >= 900 order by id`.execute(db)
    deepEqual(
      rows.map(({ username }) => username),
      ['Straße', 'STRASSE-3', 'strasse-2', 'José', 'ivan', 'іvan'],
    )
    deepEqual(
      rows.map(({ username_key }) => username_key),
      ['strasse', 'strasse-3', 'strasse-2', 'josé', 'ivan', 'іvan'],
    )
    deepEqual([rows[4]?.username_lookalike, rows[5]?.username_lookalike], ['ivan', null])
    const named = await sql<{ name: string }>`select name from categories where id >= 900 order by id`.execute(db)
    deepEqual(
      named.rows.map(({ name }) => name),
      ['ΣΟΦΌΣ', 'σοφόσ (2)', 'σοφόσ'],
    )
    deepEqual(reports, [
      'Renamed the user 901 from STRASSE to STRASSE-3: an older account has the same name.',
      'Renamed the category 901 from σοφόσ to σοφόσ (2): an older one has the same name.',
    ])
    await migrateDown(db, migrations, migrations.length - names.indexOf('0011-names'))
    const folded = await sql<{ username_key: string }>`select username_key from users where id >= 900
      order by id`.execute(db)
    deepEqual(
      folded.rows.map(({ username_key }) => username_key),
      ['straße', 'strasse-3', 'strasse-2', 'josé', 'ivan', 'іvan'],
    )
    await migrateUp(db, migrations)
    await sql`delete from users where id >= 900`.execute(db)
  })

  test('of words index and sort existing tasks', async () => {
    await migrateDown(db, migrations, migrations.length - names.indexOf('0012-task-words'))
    const at = '2026-11-01T00:00:00.000Z'
    for (const [index, title] of ['C++ für Łódź', '京東'].entries()) {
      await sql`insert into tasks (id, uid, owner_id, title, title_key, position, created_at, updated_at)
        values (${900 + index}, ${`t-${900 + index}`}, 1, ${title}, 'x', 1, ${at}, ${at})`.execute(db)
    }
    await migrateUp(db, migrations)
    const found = async (word: string) => {
      const matches = isPostgres(db)
        ? sql`words @@ ${`'u1·${word}':*`}::tsquery`
        : sql`tasks_search match ${`"u1·${word}"*`}`
      const id = isPostgres(db) ? sql`id` : sql`rowid`
      const { rows } = await sql<{ id: number }>`select ${id} as id from tasks_search where ${matches}`.execute(db)
      return rows.map(({ id }) => Number(id))
    }
    deepEqual(
      [await found('c＋'), await found('lodz'), await found('東京'), await found('京東')],
      [[900], [900], [], [901]],
    )
    const { rows } = await sql<{ id: number }>`select id from tasks where title_key > 'x' order by id`.execute(db)
    deepEqual(rows, [{ id: 901 }])
    await sql`delete from tasks where id >= 900`.execute(db)
  })

  test('that are applied are not applied again', async () => {
    deepEqual(await migrateUp(db, migrations), [])
    const states = await migrationStates(db, migrations)
    deepEqual(
      states.map((state) => state.name),
      names,
    )
    for (const { appliedAt } of states) ok(!Number.isNaN(Date.parse(appliedAt ?? '')))
  })

  test('are reverted several at a time, the newest first', async () => {
    deepEqual(await migrateDown(db, migrations, 2), names.slice(-2).reverse())
    const states = await migrationStates(db, migrations)
    deepEqual(
      states.filter((state) => state.appliedAt === undefined).map((state) => state.name),
      names.slice(-2),
    )
    deepEqual(await migrateUp(db, migrations), names.slice(-2))
  })

  test('are all reverted for a larger number of steps, and can be applied again', async () => {
    deepEqual(await migrateDown(db, migrations, 9999), names.toReversed())
    deepEqual(await schemaOf(db), [])
    deepEqual(await migrateDown(db, migrations), [])
    deepEqual(await migrateUp(db, migrations), names)
  })

  test('that fail leave no changes, and report which one failed', async () => {
    const schema = await schemaOf(db)
    const failing = {
      name: '9999-failing',
      up: async (db: AnyKysely) => {
        await sql`create table half (id integer)`.execute(db)
        await sql`insert into nowhere values (1)`.execute(db)
      },
      down: async () => {},
    }
    const failure = await migrateUp(db, [...migrations, failing]).catch(String)
    ok(/9999-failing failed/.test(String(failure)), String(failure))
    deepEqual(await schemaOf(db), schema)
  })
})

/** Rows without sort keys, which a migration may derive in a different way. */
const withoutDerived = (rows: unknown[]): unknown[] =>
  rows.map((row) => {
    const { title_key: _, ...others } = row as Record<string, unknown>
    return others
  })

async function insertRows(db: AnyKysely, name: string): Promise<void> {
  for (const statement of rowsOfMigrations[name] ?? []) await sql.raw(statement).execute(db)
}

/** Every table, column, constraint, index and trigger, one per line. */
async function schemaOf(db: AnyKysely): Promise<string[]> {
  const { rows } = await (isPostgres(db) ? POSTGRES_SCHEMA : SQLITE_SCHEMA).execute(db)
  return rows.map((row) => row.line)
}

const SQLITE_SCHEMA = sql<{ line: string }>`
  select type || ' ' || name || ' ' || coalesce(sql, '') as line from sqlite_schema
  where tbl_name not like 'migrations%' and tbl_name not like 'sqlite%' order by line`

const POSTGRES_SCHEMA = sql<{ line: string }>`
  select line from (
    select table_name as of_table, concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default,
      collation_name, is_identity, generation_expression) as line
    from information_schema.columns where table_schema = 'public'
    union all select tablename, indexdef from pg_indexes where schemaname = 'public'
    union all select conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace
  ) as lines where of_table not like 'migrations%' order by line`

/** Every row of the existing tables. */
async function rowsOf(db: AnyKysely): Promise<Record<string, unknown[]>> {
  const schema = (await schemaOf(db)).join('\n')
  const statements = Object.values(rowsOfMigrations).flat()
  const tables = statements.map((statement) => /^insert into (\w+)/.exec(statement)?.[1] as string)
  const found: Record<string, unknown[]> = {}
  for (const table of tables.filter((name) => new RegExp(`^(table|column) ${name} `, 'm').test(schema))) {
    found[table] = (await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db)).rows
  }
  return found
}
