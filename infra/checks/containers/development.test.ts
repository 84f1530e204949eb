import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { findFreePort } from '../../../server/test/kit/processes/free-port.ts'
import { registerAt } from '../docker-engine/client.ts'
import { composeProject, untilSo } from '../docker-engine/docker.ts'
import { commandsBelow } from '../pages/page-commands.ts'

const ports = {
  NGINX_PORT: String(await findFreePort()),
  COMPOSE_MAIL_PORT: String(await findFreePort()),
  COMPOSE_DATABASE_PORT: String(await findFreePort()),
  COMPOSE_REDIS_PORT: String(await findFreePort()),
}
const { compose, shell, removeAll } = composeProject('docket-check-dev', ports, ['compose.yaml', 'compose.dev.yaml'])

describe('docker compose with compose.dev.yaml', () => {
  before(async () => {
    const failed = shell.leave(commandsBelow('docs/deployment/docker-compose.md', 'Development').join(''))
    await untilSo('Docket answers', async () => (await fetch(`http://localhost:${ports.NGINX_PORT}/health`)).ok, failed)
  })
  after(removeAll)

  test('shows the mail that Docket sends', async () => {
    await registerAt(`http://localhost:${ports.NGINX_PORT}`, 'ben')
    await untilSo('the welcome has arrived', async () => {
      const response = await fetch(`http://localhost:${ports.COMPOSE_MAIL_PORT}/email`)
      const mails = (await response.json()) as { to: { address: string }[]; subject: string }[]
      return mails.some(({ to, subject }) => to[0]?.address === 'ben@example.com' && /welcome/i.test(subject))
    })
  })

  test('makes PostgreSQL and Redis reachable from this machine', async () => {
    const published = await compose('ps', '--format', '{{.Service}} {{.Ports}}', 'db', 'redis')
    assert.match(published, new RegExp(`127.0.0.1:${ports.COMPOSE_DATABASE_PORT}->5432`))
    assert.match(published, new RegExp(`127.0.0.1:${ports.COMPOSE_REDIS_PORT}->6379`))
  })
})
