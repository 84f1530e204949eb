import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ConfigError } from './read-config.ts'

/** The environment with what the folder's `.env` file adds to it; where both set a variable, the environment wins. */
export function loadEnvFile(env: NodeJS.ProcessEnv, folder = process.cwd()): NodeJS.ProcessEnv {
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...env }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return env
    throw new ConfigError([`${path} cannot be read (${code ?? error})`])
  }
}
