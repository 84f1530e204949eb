import type { HttpServer } from '../platform/http/http-server.ts'
import type { Db } from '../tables/tables.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The database for this request. */
    db: Db
  }
}

export function provideDatabase(app: HttpServer, db: Db): void {
  app.decorateRequest('db', null as unknown as Db)
  app.addHook('onRequest', (request, _reply, done) => {
    request.db = db
    done()
  })
}
