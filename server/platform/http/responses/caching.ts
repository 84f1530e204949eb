import type { FastifyReply } from 'fastify'

/** Lets a browser store a response for one user only, and use it again only after revalidation with the same token. */
export function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'private, no-cache')
  addVary(reply, 'Authorization')
}

/** Adds a request header that the response depends on to `Vary`. */
export function addVary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary')
  reply.header('vary', given === undefined ? name : `${given}, ${name}`)
}
