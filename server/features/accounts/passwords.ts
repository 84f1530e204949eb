import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'
import { fieldProblem } from '../../platform/problem.ts'
import { lowerPoolThreadPriority } from '../../platform/process/pool-threads.ts'
import { foldName } from '../../platform/text/names.ts'
import { olderHash } from './older-hashes.ts'

const SHORTEST = 8
const LONGEST = 128

// OWASP's first choice for argon2id, which is also the algorithm that the library uses by default.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

// Hashing occupies a processor on purpose. One processor is reserved for requests that are not logins.
const limit = pLimit(Math.max(1, availableParallelism() - 1))

export const hashPassword = (password: string): Promise<string> => withHashingLimit(() => hash(password, COST))

/**
 * Whether the password matches a hash of ours or of an older system. Without a hash, or with one in an unknown format,
 * it takes as long as with one of ours, and returns false.
 */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const verifyOlder = hashed === undefined ? undefined : olderHash(hashed)
  if (verifyOlder) return withHashingLimit(() => verifyOlder(password))
  dummyHash ??= hashPassword('nobody has this password')
  const isOurs = hashed !== undefined && isOwnHash(hashed)
  const known = isOurs ? hashed : await dummyHash
  const matches = await withHashingLimit(() => verify(known, password))
  return matches && isOurs
}

/** Whether the hash is in our format; one of an older system is replaced at the next login. */
export const isOwnHash = (hashed: string): boolean => hashed.startsWith('$argon2id$')

let dummyHash: Promise<string> | undefined

async function withHashingLimit<R>(work: () => Promise<R>): Promise<R> {
  // If the system does not permit it, logins still work.
  loweredPriority ??= lowerPoolThreadPriority().catch(() => undefined)
  await loweredPriority
  return limit(work)
}

let loweredPriority: Promise<void> | undefined

/**
 * Refuses a password that is too short, too long, one repeated character, on a list of common passwords, or the
 * account's own name with only digits and punctuation around it.
 */
export async function requireGoodPassword(password: string, names: (string | null | undefined)[]): Promise<void> {
  const refuse = (detail: string) => fieldProblem('invalid', 'password.too_weak', '/password', detail)
  const length = [...password].length
  if (length < SHORTEST) throw refuse(`The password must have at least ${SHORTEST} characters.`)
  if (length > LONGEST) throw refuse(`The password must have at most ${LONGEST} characters.`)
  const folded = password.toLowerCase()
  if (new Set(folded).size === 1) throw refuse('The password must not consist of one repeated character.')
  if (isOneOfNames(password, names)) throw refuse('The password must not be the username or a variation of it.')
  if ((await commonPasswords()).includes(folded)) throw refuse('This password is too common. Choose another one.')
}

/** Whether a password is a name, or the part of an email address before the @, ignoring digits and punctuation. */
function isOneOfNames(password: string, names: (string | null | undefined)[]): boolean {
  const forms = names.flatMap((name) => (name ? [name, ...localParts(name)] : []))
  return [lettersAndDigits, lettersOnly].some((form) => forms.some((name) => isRepeated(form(name), form(password))))
}

/** For ann+tasks@example.com: ann+tasks and ann. */
function localParts(name: string): string[] {
  const [local = '', domain] = name.split('@')
  return domain === undefined ? [] : [local, local.split('+')[0] ?? local]
}

const lettersAndDigits = (text: string): string => foldName(text).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
const lettersOnly = (text: string): string => foldName(text).replaceAll(/[^\p{L}\p{M}]/gu, '')

const isRepeated = (word: string, text: string): boolean =>
  word !== '' && text !== '' && text.replaceAll(word, '') === ''

// Loaded when a password is first chosen: most processes never need the list. An index of it would only use memory.
async function commonPasswords(): Promise<readonly string[]> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return dictionary['passwords-common'] as string[]
}
