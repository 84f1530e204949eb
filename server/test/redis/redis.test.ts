import { deepEqual, equal, rejects } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { redisForTests, startRedis } from '../kit/redis/redis.ts'
import { until } from '../kit/until.ts'

describe('The Redis server for tests', () => {
  const redis = redisForTests()

  test('stores values, and is empty after a flush', async () => {
    await redis.ask('SET', 'colour', 'green')
    equal(await redis.ask('GET', 'colour'), 'green')
    await redis.flush()
    equal(await redis.ask('GET', 'colour'), null)
  })

  test('is unreachable when killed, and empty at the same address when restarted', async () => {
    await redis.ask('SET', 'colour', 'green')
    await redis.kill()
    await rejects(redis.ask('GET', 'colour'))
    await redis.restart()
    equal(await redis.ask('GET', 'colour'), null)
  })

  test('requires the password that it was started with', async () => {
    const guarded = await startRedis({ requirepass: 'open sesame' })
    equal(await guarded.ask('PING'), 'PONG')
    await rejects(startedWithoutPassword(guarded.url), /NOAUTH/)
    await guarded.kill()
  })

  test('ends with the process that started it, even when that process is killed', async () => {
    const program = `
      const { startRedis } = await import(${JSON.stringify(import.meta.resolve('../kit/redis/redis.ts'))})
      const redis = await startRedis()
      console.log(await redis.ask('INFO', 'server'))
      setInterval(() => {}, 1000)`
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [text] = await once(starter.stdout, 'data')
    const pid = Number(/process_id:(\d+)/.exec(String(text))?.[1])
    deepEqual(isRunning(pid), true)
    starter.kill('SIGKILL')
    await until(() => !isRunning(pid))
  })
})

async function startedWithoutPassword(url: string): Promise<void> {
  const { Redis } = await import('ioredis')
  const connection = new Redis(Object.assign(new URL(url), { password: '' }).href, { retryStrategy: null })
  connection.on('error', () => {})
  await connection.get('anything').finally(() => connection.disconnect())
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
