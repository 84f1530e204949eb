import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

// Debian's Python: its packages include the Django and the Flask that create these databases.
const PYTHON = '/usr/bin/python3'

/** Creates the database of an older Django system with the real Django; `rows` is the number of tasks of S4. */
export const makeDjangoDatabase = (
  system: 'django-admin-panel' | 'django-assignees' | 'django-token-pairs',
  url: string,
  rows = 0,
): Promise<void> => runPython('./django/make.py', system, url, String(rows))

/** Creates the database of an older Flask system with the real SQLAlchemy. */
export const makeFlaskDatabase = (url: string): Promise<void> => runPython('./flask_database.py', forSqlAlchemy(url))

/** SQLAlchemy writes absolute paths with one more slash, and requires the full name `postgresql`. */
export const forSqlAlchemy = (url: string): string =>
  url.replace(/^sqlite:\/\//, 'sqlite:///').replace(/^postgres:/, 'postgresql:')

async function runPython(script: string, ...args: string[]): Promise<void> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  // Without -B, Python would write compiled files into the tree.
  await promisify(execFile)(PYTHON, ['-B', path, ...args])
}
