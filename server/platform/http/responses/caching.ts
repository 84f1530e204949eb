import type { FastifyReply } from 'fastify'

/** Lets a browser keep an answer to one user only, and use it again only after asking us, with the same token. */
export function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'private, no-cache')
  addVary(reply, 'Authorization')
}

/** Names a request header that the answer depends on, beside those that were named before. */
export function addVary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary')
  reply.header('vary', given === undefined ? name : `${given}, ${name}`)
}
