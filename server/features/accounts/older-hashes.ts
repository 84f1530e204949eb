import { createHash, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { verify } from '@node-rs/argon2'
import { verify as verifyBcrypt } from '@node-rs/bcrypt'

/** Whether a password matches the hash. */
type Verify = (password: string) => Promise<boolean>

/** Stored for an account without a usable password: it needs a reset. */
export const NO_PASSWORD = '!'

/**
 * How to verify a hash of Django, Werkzeug or Flask-Bcrypt, as returned by `storableHash`; undefined for any other
 * text, and for a hash that takes longer to verify than a login may. None of these begins with `$`, as our own hashes
 * do.
 */
export function olderHash(text: string): Verify | undefined {
  for (const read of FORMATS) {
    const verifier = read(text)
    if (verifier) return verifier
  }
  return undefined
}

/**
 * A hash of an older system as it is stored. A hash of Flask-Bcrypt, which begins with `$`, gets the prefix that Django
 * writes. Some systems stored its bytes, which PostgreSQL prints as `\\x24…`.
 */
export function storableHash(hash: string): string {
  const bytes = /^\\x((?:[0-9a-f]{2})+)$/.exec(hash)?.[1]
  const text = bytes === undefined ? hash : Buffer.from(bytes, 'hex').toString()
  return /^\$2[aby]\$/.test(text) ? `bcrypt$${text}` : text
}

const MAX_ITERATIONS = 5_000_000
const MAX_MEMORY_BYTES = 256 * 1024 * 1024
// Each increment doubles the time; this cost takes about a second. The default of both systems is 12.
const MAX_BCRYPT_COST = 14

const FORMATS: ((text: string) => Verify | undefined)[] = [
  djangoPbkdf2,
  djangoArgon2,
  djangoBcrypt,
  werkzeugPbkdf2,
  werkzeugScrypt,
]

function djangoPbkdf2(text: string): Verify | undefined {
  const [, iterations, salt, hash] = /^pbkdf2_sha256\$(\d{1,7})\$([^$]+)\$([A-Za-z0-9+/]{43}=)$/.exec(text) ?? []
  return hash === undefined ? undefined : byPbkdf2(Number(iterations), salt as string, Buffer.from(hash, 'base64'))
}

function werkzeugPbkdf2(text: string): Verify | undefined {
  const [, iterations, salt, hash] = /^pbkdf2:sha256:(\d{1,7})\$([^$]+)\$([0-9a-f]{64})$/.exec(text) ?? []
  return hash === undefined ? undefined : byPbkdf2(Number(iterations), salt as string, Buffer.from(hash, 'hex'))
}

function byPbkdf2(iterations: number, salt: string, hash: Buffer): Verify | undefined {
  if (iterations < 1 || iterations > MAX_ITERATIONS) return undefined
  return async (password) =>
    timingSafeEqual(await promisify(pbkdf2)(password, salt, iterations, hash.length, 'sha256'), hash)
}

function werkzeugScrypt(text: string): Verify | undefined {
  const [, cost, blocks, parallelism, salt, hash] =
    /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3})\$([^$]+)\$([0-9a-f]{128})$/.exec(text) ?? []
  if (hash === undefined) return undefined
  const [N, r, p] = [Number(cost), Number(blocks), Number(parallelism)]
  const isPowerOfTwo = N > 1 && Number.isInteger(Math.log2(N))
  if (!isPowerOfTwo || r < 1 || p < 1 || p > 16 || 128 * N * r > MAX_MEMORY_BYTES) return undefined
  const expected = Buffer.from(hash, 'hex')
  // Node's limit needs some room above what the parameters require.
  const options = { N, r, p, maxmem: 2 * MAX_MEMORY_BYTES }
  return (password) =>
    new Promise((resolve, reject) =>
      scrypt(password, salt as string, expected.length, options, (reason, made) =>
        reason ? reject(reason) : resolve(timingSafeEqual(made, expected)),
      ),
    )
}

/** Django writes the name of its hasher before the library's hash. */
function djangoArgon2(text: string): Verify | undefined {
  const [, memory, passes] =
    /^argon2\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=\d{1,2}\$[^$]+\$[^$]+$/.exec(text) ?? []
  if (memory === undefined || Number(memory) * 1024 > MAX_MEMORY_BYTES || Number(passes) > 10) return undefined
  return (password) => verify(text.slice('argon2'.length), password)
}

/** Django's own variant hashes the password with SHA-256 first, because bcrypt reads at most 72 bytes. */
function djangoBcrypt(text: string): Verify | undefined {
  const [, kind, hash, cost] = /^(bcrypt|bcrypt_sha256)\$(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/.exec(text) ?? []
  if (hash === undefined || Number(cost) > MAX_BCRYPT_COST) return undefined
  const digest = (password: string) => createHash('sha256').update(password).digest('hex')
  return (password) => verifyBcrypt(kind === 'bcrypt' ? password : digest(password), hash)
}
