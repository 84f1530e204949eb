import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

type Db = Parameters<Migration['up']>[0]
type Types = Parameters<Migration['up']>[1]

/**
 * Makes names unique under full case folding, detects lookalikes, and sorts names by the Unicode collation. Of two
 * names that are now the same, the newer gets a number; of two that only look alike, both stay.
 */
export const names: Migration = {
  name: '0011-names',

  async up(db, t) {
    await sql`alter table users add column username_lookalike ${t.sortedText}`.execute(db)
    await sql`alter table users add column username_order ${t.sortedText}`.execute(db)
    await sql`alter table categories add column name_lookalike ${t.sortedText}`.execute(db)
    await sql`alter table categories add column name_order ${t.sortedText} not null default ''`.execute(db)
    await sql`alter table projects add column name_order ${t.sortedText} not null default ''`.execute(db)
    await nameUsers(db, t)
    await nameCategories(db, t)
    await t.eachRow<{ id: number; name: string }>('projects', ['id', 'name'], async (row) => {
      const { name, order } = t.derive.nameKeys(row.name)
      await sql`update projects set name = ${name}, name_order = ${order} where id = ${row.id}`.execute(db)
    })
    await orderBy(db, 'now')
    for (const { index, columns } of CATEGORIES_BY_NAME) {
      await sql.raw(`create index ${index} on categories (${columns}, id)`).execute(db)
    }
    for (const { index, table, columns } of UNIQUE) {
      await sql`create unique index ${sql.id(index)} on ${sql.table(table)} (${sql.raw(columns)})`.execute(db)
    }
  },

  async down(db, t) {
    for (const { index } of [...UNIQUE, ...CATEGORIES_BY_NAME]) await sql`drop index ${sql.id(index)}`.execute(db)
    await orderBy(db, 'before')
    await foldAsBefore(db, t, { table: 'users', name: 'username', key: 'username_key' })
    await foldAsBefore(db, t, { table: 'categories', name: 'name', key: 'name_key' })
    for (const [table, column] of ADDED) {
      await sql`alter table ${sql.table(table)} drop column ${sql.id(column)}`.execute(db)
    }
  },
}

const ADDED = [
  ['users', 'username_lookalike'],
  ['users', 'username_order'],
  ['categories', 'name_lookalike'],
  ['categories', 'name_order'],
  ['projects', 'name_order'],
] as const

const ORDERED = [
  { index: 'users_by_username', table: 'users', before: 'username_key', now: 'username_order' },
  { index: 'categories_by_name', table: 'categories', before: 'name_key', now: 'name_order' },
  { index: 'projects_by_name', table: 'projects', before: 'name', now: 'name_order' },
]

/** Lists of categories start from these indexes, as they started from the unique keys before. */
const CATEGORIES_BY_NAME = [
  { index: 'categories_by_owner_and_name', columns: 'owner_id, name_order' },
  { index: 'categories_by_project_and_name', columns: 'project_id, name_order' },
]

const UNIQUE = [
  { index: 'users_username_lookalike_idx', table: 'users', columns: 'username_lookalike' },
  { index: 'categories_owner_id_name_lookalike_idx', table: 'categories', columns: 'owner_id, name_lookalike' },
  { index: 'categories_project_id_name_lookalike_idx', table: 'categories', columns: 'project_id, name_lookalike' },
]

async function orderBy(db: Db, when: 'before' | 'now'): Promise<void> {
  for (const { index, table, ...columns } of ORDERED) {
    await sql`drop index ${sql.id(index)}`.execute(db)
    await sql.raw(`create index ${index} on ${table} (${columns[when]}, id)`).execute(db)
  }
}

async function nameUsers(db: Db, t: Types): Promise<void> {
  const columns = ['id', 'username']
  const all: User[] = []
  await t.eachRow<User>('users', columns, async (user) => void (user.username && all.push(user)))
  const named = naming(
    t,
    all.map(({ username }) => `${username}`),
    (name, number) => `${name.slice(0, 140)}-${number}`,
  )
  // Prevents a new key from colliding with the old key of another account.
  await sql`update users set username_key = ' ' || id where username_key is not null`.execute(db)
  for (const { id, username } of all) {
    const { name, key, lookalike, order, isNew } = named(`${username}`)
    if (isNew) t.report(`Renamed the user ${id} from ${username} to ${name}: an older account has the same name.`)
    await sql`update users set username = ${name}, username_key = ${key}, username_lookalike = ${lookalike},
      username_order = ${order}, version = version + ${name === username ? 0 : 1} where id = ${id}`.execute(db)
  }
}

type User = { id: number; username: string | null }

async function nameCategories(db: Db, t: Types): Promise<void> {
  const homes = new Map<string, Category[]>()
  await t.eachRow<Category>('categories', ['id', 'owner_id', 'project_id', 'name'], async (category) => {
    const home = `${category.owner_id} ${category.project_id}`
    homes.set(home, [...(homes.get(home) ?? []), category])
  })
  await sql`update categories set name_key = ' ' || id`.execute(db)
  for (const categories of homes.values()) {
    const written = categories.map(({ name }) => name)
    const named = naming(t, written, (name, number) => `${name.slice(0, 90)} (${number})`)
    for (const { id, name: before } of categories) {
      const { name, key, lookalike, order, isNew } = named(before)
      if (isNew) t.report(`Renamed the category ${id} from ${before} to ${name}: an older one has the same name.`)
      await sql`update categories set name = ${name}, name_key = ${key}, name_lookalike = ${lookalike},
        name_order = ${order}, version = version + ${name === before ? 0 : 1} where id = ${id}`.execute(db)
    }
  }
}

type Category = { id: number; owner_id: number | null; project_id: number | null; name: string }

/** Computes the keys of these names, oldest first. A name whose key is taken gets the first free number. */
function naming(t: Types, written: string[], numbered: (name: string, number: number) => string) {
  const taken = new Set(written.map((name) => t.derive.nameKeys(name).key))
  const given = new Set<string>()
  const lookalikes = new Set<string>()
  return (name: string) => {
    let keys = t.derive.nameKeys(name)
    const isNew = given.has(keys.key)
    for (let number = 2; given.has(keys.key) || (number > 2 && taken.has(keys.key)); number++) {
      keys = t.derive.nameKeys(numbered(name, number))
    }
    const lookalike = lookalikes.has(keys.lookalike) ? null : keys.lookalike
    given.add(keys.key)
    lookalikes.add(keys.lookalike)
    return { ...keys, lookalike, isNew }
  }
}

type Folded = { table: string; name: string; key: string }

async function foldAsBefore(db: Db, t: Types, { table, name, key }: Folded): Promise<void> {
  await t.eachRow<Record<string, string>>(table, ['id', name], async (row) => {
    const folded = row[name]?.normalize('NFKC').trim().toLowerCase() ?? null
    await sql`update ${sql.table(table)} set ${sql.id(key)} = ${folded} where id = ${row.id}`.execute(db)
  })
}
