import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

export const GROUPS = ['events', 'jobs', 'deliveries', 'tasks', 'search index', 'others'] as const
type Group = (typeof GROUPS)[number]

/** Bytes with indexes, of tables that have no free room. */
export type Sizes = Record<Group, number>
type Part = { table: string; index: string | null; bytes: number }

export async function sizesOf(url: string): Promise<Sizes> {
  const parts = url.startsWith('sqlite://') ? partsOfSqlite(url.slice('sqlite://'.length)) : await partsOfPostgres(url)
  const sizes = Object.fromEntries(GROUPS.map((group) => [group, 0])) as Sizes
  for (const part of parts) sizes[groupOf(part)] += Number(part.bytes)
  return sizes
}

function groupOf({ table, index }: Part): Group {
  if (/_search/.test(index ?? table)) return 'search index'
  if (table === 'events') return 'events'
  return GROUPS.find((group) => group === table) ?? 'others'
}

function partsOfSqlite(file: string): Part[] {
  const db = new DatabaseSync(file)
  try {
    db.exec('pragma busy_timeout = 10000; vacuum')
    return db
      .prepare(
        `select coalesce(tbl_name, dbstat.name) as "table", dbstat.name as "index", sum(pgsize) as bytes
         from dbstat left join sqlite_schema on sqlite_schema.name = dbstat.name group by dbstat.name`,
      )
      .all() as Part[]
  } finally {
    db.close()
  }
}

async function partsOfPostgres(url: string): Promise<Part[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query('vacuum full')
    const { rows } = await client.query<Part>(
      `select relname as "table", null as "index", pg_table_size(oid) as bytes
       from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
       union all
       select tablename, indexname, pg_relation_size(indexname::regclass) from pg_indexes where schemaname = 'public'`,
    )
    return rows
  } finally {
    await client.end()
  }
}
