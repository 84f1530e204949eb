import type { FastifyRequest } from 'fastify'
import type { Client } from './service.ts'

const LONGEST_DEVICE = 255

/** Where a request comes from, as the list of sessions shows it. */
export function clientOf({ ip, headers }: FastifyRequest): Client {
  const device = (headers['user-agent'] ?? '').slice(0, LONGEST_DEVICE).trim()
  return { address: ip, device: device || null }
}
