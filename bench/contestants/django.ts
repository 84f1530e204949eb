import { execFile, spawnSync } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'
import type { Shape } from '../dataset/shapes.ts'
import { djangoRows } from '../seeding/django-rows.ts'
import { seedPostgres } from '../seeding/seed-postgres.ts'
import { PASSWORD } from '../workloads/makers.ts'
import type { Contestant, Place, Running } from './contestant.ts'
import { ROOT, startServer } from './server-process.ts'

const PYTHON = '/usr/bin/python3'
const PEER = join(ROOT, 'bench/peers/django')
const SECRET = 'a secret for measuring, which guards nothing at all'
const WORKERS = 3

/** Django REST Framework under gunicorn, on the same PostgreSQL. */
export const django: Contestant = {
  name: 'django',
  database: 'postgres',
  obstacle: () => {
    const modules = 'django, rest_framework, rest_framework_simplejwt, django_filters, psycopg2, gunicorn'
    const isThere = spawnSync(PYTHON, ['-c', `import ${modules}`]).status === 0
    return isThere ? undefined : 'its packages are missing: run bench/install.sh, which installs them with apt-get'
  },
  prepare,
  start,
}

async function prepare(place: Place, shape: Shape): Promise<void> {
  await manage(place, 'migrate')
  const hash = await manage(
    place,
    'shell',
    '-c',
    `from django.contrib.auth.hashers import make_password; print(make_password('${PASSWORD}'))`,
  )
  await seedPostgres(place.databaseUrl, djangoRows(shape, hash.trim()))
}

async function start(place: Place): Promise<Running> {
  const port = await findFreePort()
  const server = await startServer({
    command: PYTHON,
    arguments: ['-m', 'gunicorn', 'peer.wsgi', '--workers', String(WORKERS), '--bind', `127.0.0.1:${port}`],
    folder: PEER,
    log: join(place.folder, 'server.log'),
    port,
    environment: environment(place),
    probe: '/api/tasks',
  })
  return { ...server, identify: (user) => `authorization: Bearer ${tokenOf(user)}` }
}

async function manage(place: Place, ...command: string[]): Promise<string> {
  const env = { PATH: '/usr/bin:/bin', ...environment(place) }
  const { stdout } = await promisify(execFile)(PYTHON, ['manage.py', ...command], { cwd: PEER, env })
  return stdout
}

const environment = ({ databaseUrl }: Place) => ({
  DATABASE_URL: databaseUrl,
  SECRET_KEY: SECRET,
  DJANGO_SETTINGS_MODULE: 'peer.settings',
  PYTHONDONTWRITEBYTECODE: '1',
})

const signed = new Map<number, string>()

/** What SimpleJWT issues: a JSON Web Token, HS256, with the claims that it looks at. */
function tokenOf(user: number): string {
  const known = signed.get(user)
  if (known) return known
  const now = Math.floor(Date.now() / 1000)
  const claims = { token_type: 'access', exp: now + 86_400, iat: now, jti: randomUUID(), user_id: user }
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encoded).join('.')
  const token = `${content}.${createHmac('sha256', SECRET).update(content).digest('base64url')}`
  signed.set(user, token)
  return token
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
