import type { Config } from '../../platform/config/config.ts'
import { maskPassword } from '../../platform/config/describe-config.ts'
import { redisAddress } from '../../platform/redis/address.ts'
import { diagnoseRedis } from '../../platform/redis/diagnosis.ts'
import { openRedis } from '../../platform/redis/redis.ts'
import { examineClock } from './clock.ts'
import { type Finding, fail, ok, warn, withDeadline, wordsOf } from './finding.ts'

/** Whether Redis answers, does not evict keys, and agrees on the time. */
export async function examineRedis(config: Config): Promise<Finding[]> {
  const address = redisAddress(config)
  if (!address) return [ok('redis', 'Not used: REDIS_URL is not set.')]
  const about = 'redis'
  try {
    const redis = await withDeadline(openRedis(address))
    try {
      await withDeadline(redis.tryWrite(2_000))
      const [text, [seconds, micros]] = await withDeadline(Promise.all([redis.commands.info(), redis.commands.time()]))
      const event = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? ''
      const time = Number(seconds) * 1000 + Number(micros) / 1000
      const found = [
        ok(about, `Redis ${event('redis_version')} at ${maskPassword(address.url)} is reachable and accepts writes.`),
      ]
      const policy = event('maxmemory_policy')
      if (policy !== 'noeviction') {
        const instead = 'Set `maxmemory-policy noeviction`: jobs that Redis evicts run later, from the database.'
        found.push(warn(about, `When it is full, Redis evicts keys (${policy}).`, instead))
      }
      return [...found, examineClock('Redis', time)]
    } finally {
      await redis.close()
    }
  } catch (reason) {
    const { cause, remedy } = diagnoseRedis(reason)
    const advice = `${remedy} Docket continues without it meanwhile, each process on its own.`
    return [fail(about, `${maskPassword(address.url)} cannot be used: ${cause}`, advice)]
  }
}

/** Whether the mail server accepts the connection, the user name and the password. */
export async function examineMail({ smtpUrl, smtpTlsCa, emailFrom, environment }: Config): Promise<Finding[]> {
  const about = 'mail'
  if (!smtpUrl) {
    const says = 'Mail is printed instead of sent: SMTP_URL is not set.'
    return [environment === 'production' ? warn(about, says, 'Set SMTP_URL and EMAIL_FROM.') : ok(about, says)]
  }
  try {
    const { greetMailServer } = await import('../../platform/mail/greet-mail-server.ts')
    await withDeadline(greetMailServer({ url: smtpUrl, tlsCa: smtpTlsCa }))
  } catch (reason) {
    const advice = 'Check SMTP_URL: its host and port, whether it is smtps, and the name and password in it.'
    return [fail(about, `${maskPassword(smtpUrl)} does not accept mail: ${wordsOf(reason)}.`, advice)]
  }
  const found = [ok(about, `${maskPassword(smtpUrl)} accepts mail.`), ...examineSmtpPassword(smtpUrl)]
  if (!/@localhost>?$/.test(emailFrom)) return found
  return [
    ...found,
    warn(
      about,
      `Mail is sent from ${emailFrom}, to which nobody can reply.`,
      'Set EMAIL_FROM to an address that you own.',
    ),
  ]
}

function examineSmtpPassword(smtpUrl: string): Finding[] {
  const { protocol, password, hostname, searchParams } = new URL(smtpUrl)
  const isLocal = /^(localhost|127\..*|\[::1\])$/.test(hostname)
  if (protocol !== 'smtp:' || !password || isLocal || searchParams.get('requireTLS') === 'true') return []
  const says = 'The password is sent unencrypted if an attacker strips TLS from the connection.'
  return [warn('mail', says, 'Begin SMTP_URL with smtps://, or end it with ?requireTLS=true.')]
}
