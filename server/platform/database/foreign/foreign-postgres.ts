import { connectionTo } from '../postgres/connecting/address.ts'
import { Session } from '../postgres/connecting/session.ts'
import {
  type ForeignDatabase,
  type ForeignRow,
  type ForeignTable,
  quoted,
  ROWS_AT_ONCE,
  type Selection,
  selectOf,
} from './foreign-database.ts'

const AS_TEXT = { getTypeParser: () => (text: string) => text }

/** Opens a database in one transaction, which reads from one snapshot. */
export async function openForeignPostgres(url: string): Promise<ForeignDatabase> {
  const session = new Session({ ...connectionTo(url), types: AS_TEXT })
  await session.connect()
  try {
    await session.query('begin isolation level repeatable read read only')
    return reading(session)
  } catch (reason) {
    await session.end()
    throw reason
  }
}

function reading(session: Session): ForeignDatabase {
  return {
    name: session.database ?? '',
    tables: () => describeTables(session),
    count: async (table) => Number((await session.query(`select count(*) as rows from ${quoted(table)}`)).rows[0].rows),
    rows: (selection) => readRows(session, selection),
    find: async (selection, column, values) => {
      // Compared as text: columns of numbers or UUIDs would refuse values that are not valid for their type.
      const select = selectOf(selection, `format('%s', ${quoted(column)}) = any($1)`)
      return (await session.query(select, [values])).rows
    },
    close: () => session.end(),
  }
}

/** The tables that are found by name without a schema. */
async function describeTables(session: Session): Promise<ForeignTable[]> {
  const { rows } = await session.query(`
    select json_agg(json_build_object(
      'name', relname,
      'columns', (select json_agg(attname order by attnum) from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped),
      'primaryKey', coalesce((select json_agg(attname order by array_position(conkey, attnum))
        from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any(conkey)
        where conrelid = pg_class.oid and contype = 'p'), '[]'),
      'references', coalesce((select json_object_agg(attname, target.relname)
        from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        join pg_class as target on target.oid = confrelid
        where conrelid = pg_class.oid and contype = 'f' and cardinality(conkey) = 1), '{}')
    ) order by relname) as tables
    from pg_class where relkind in ('r', 'p') and pg_table_is_visible(oid)
      and relnamespace not in (select oid from pg_namespace where nspname like 'pg\\_%' or nspname = 'information_schema')`)
  return JSON.parse(rows[0].tables ?? '[]')
}

let cursors = 0

async function* readRows(session: Session, selection: Selection): AsyncIterable<ForeignRow[]> {
  const cursor = `docket_${++cursors}`
  await session.query(`declare ${cursor} no scroll cursor for ${selectOf(selection)}`)
  for (;;) {
    const { rows } = await session.query(`fetch ${ROWS_AT_ONCE} from ${cursor}`)
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_AT_ONCE) break
  }
  await session.query(`close ${cursor}`)
}
