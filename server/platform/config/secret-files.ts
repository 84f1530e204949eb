import { readFileSync } from 'node:fs'
import { everySetting } from './settings.ts'

const secrets = everySetting.filter(([, { secret }]) => secret).map(([, { name }]) => name)

/**
 * Names such as `JWT_SECRET_KEY_FILE`, which hold the path of a file with the secret, as Docker and Kubernetes mount
 * secrets.
 */
export const secretFileNames: readonly string[] = secrets.map((name) => `${name}_FILE`)

/**
 * The environment, extended by the secrets from the files that it names. Adds a sentence to `mistakes` for each
 * unusable file.
 */
export function readSecretFiles(env: NodeJS.ProcessEnv, mistakes: string[]): NodeJS.ProcessEnv {
  const read: NodeJS.ProcessEnv = {}
  for (const name of secrets) {
    const path = env[`${name}_FILE`]?.trim()
    if (!path) continue
    if (isGiven(env, name)) {
      mistakes.push(`${name} and ${name}_FILE are both set: expected one of them`)
      continue
    }
    try {
      read[name] = readFileSync(path, 'utf8').trim()
      if (read[name] === '') mistakes.push(`${name}_FILE is ${path}: the file is empty`)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      mistakes.push(`${name}_FILE is ${path}: the file cannot be read (${code ?? error})`)
    }
  }
  return { ...env, ...read }
}

/** Compose files and shell scripts pass unset settings as empty ones. */
export function isGiven(env: NodeJS.ProcessEnv, name: string): boolean {
  return (env[name] ?? '').trim() !== ''
}
