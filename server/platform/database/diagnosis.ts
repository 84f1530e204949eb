import { type Diagnosis, diagnose, type Symptoms } from '../diagnosis.ts'

/** The reason why the database cannot be used, and what to do. */
export function diagnoseDatabase(reason: unknown): Diagnosis {
  const { code, errcode } = (reason ?? {}) as { code?: unknown; errcode?: unknown }
  const known = typeof errcode === 'number' ? `SQLITE_${errcode & 0xff}` : code
  return diagnose({ code: known, words: wordsOf(reason) }, SYMPTOMS, CHECK)
}

const CHECK = 'Check DATABASE_URL, that the database runs, and that this machine and account can reach it.'

const SYMPTOMS: Symptoms = [
  [
    /^25006$/,
    'The database is read-only: it is a standby, or default_transaction_read_only is on.',
    'Point DATABASE_URL at the primary, or turn default_transaction_read_only off for this server, database and role.',
  ],
  [
    /^42501$/,
    "The role in DATABASE_URL is not permitted to write to Docket's tables.",
    'Make that role the owner of the tables, or grant it select, insert, update and delete on all of them.',
  ],
  [/^53100$/, 'The disk of PostgreSQL is full.', 'Free some space on the disk of its data.'],
  [
    /^53300$/,
    'PostgreSQL has no connections left.',
    'Raise max_connections, or lower DATABASE_POOL_SIZE or the number of processes.',
  ],
  [/^28(P01|000)$/, 'PostgreSQL refuses the role or its password.', 'Check the user and password in DATABASE_URL.'],
  [/^3D000$/, 'The PostgreSQL server has no such database.', 'Check the name in DATABASE_URL, or create the database.'],
  [
    /^57P03$/,
    'PostgreSQL is starting, stopping or recovering.',
    'Wait until it is ready, or check the log of PostgreSQL.',
  ],
  [
    /^SQLITE_8$/,
    'The account that runs Docket cannot write to the database file or its folder.',
    'Make that account the owner of the folder, the file, and the files beside it that end in -wal and -shm.',
  ],
  [
    /^SQLITE_14$/,
    'The database file cannot be opened, or its folder cannot be written to.',
    'Check the path in DATABASE_URL or DATA_DIR, and make the account that runs Docket the owner of the folder.',
  ],
  [/^SQLITE_13$/, 'The disk of the database file is full.', 'Free some space: nothing can be saved.'],
  [/^SQLITE_10$/, 'The disk of the database file is failing.', 'Check the system log, and restore a backup.'],
  [/^SQLITE_(11|26)$/, 'The database file is damaged, or not a SQLite database.', 'Restore a backup.'],
  [
    /^28000$|no pg_hba\.conf entry/,
    'PostgreSQL does not admit this machine and role with this connection.',
    'Check pg_hba.conf of the server, and sslmode in DATABASE_URL.',
  ],
]

/** The message of an error on one line. A connection that was refused on several addresses has nested errors. */
function wordsOf(reason: unknown): string {
  const { message, errors, code } = (reason ?? {}) as Partial<AggregateError> & { code?: string }
  return (message || errors?.map(wordsOf).join('; ') || code || String(reason)).replaceAll('\n', ' ')
}
