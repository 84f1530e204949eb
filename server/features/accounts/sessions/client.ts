import type { FastifyRequest } from 'fastify'
import type { Client } from './service.ts'

const LONGEST_DEVICE = 255

/** The origin of a request, as shown in the list of sessions. */
export function clientOf({ ip, headers }: FastifyRequest): Client {
  const device = (headers['user-agent'] ?? '').slice(0, LONGEST_DEVICE).trim()
  return { address: ip, device: device || null }
}
