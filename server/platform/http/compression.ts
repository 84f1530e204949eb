import { pipeline, Stream } from 'node:stream'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import type { HttpServer } from './http-server.ts'
import { addVary } from './responses/caching.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** How the body will be compressed. */
    contentCoding: ContentCoding | undefined
  }
}

type ContentCoding = 'br' | 'gzip'
type Done = (error: Error | null, compressed?: Buffer) => void
type Compressor = { buffer(body: string | Buffer, done: Done): void; stream(): NodeJS.ReadWriteStream }

// Quality 4 costs about as much as gzip. The default, 11, is meant for files that are compressed once.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

/** In order of preference. Streams are flushed after each chunk, so that no chunk waits for the next one. */
const COMPRESSORS: Record<ContentCoding, Compressor> = {
  br: {
    buffer: (body, done) => brotliCompress(body, BROTLI, done),
    stream: () => createBrotliCompress({ ...BROTLI, flush: constants.BROTLI_OPERATION_FLUSH }),
  },
  gzip: {
    buffer: (body, done) => gzip(body, done),
    stream: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
  },
}
const PREFERRED = Object.keys(COMPRESSORS) as ContentCoding[]

/** In bytes. A shorter body fits into one packet anyway. */
const MIN_SIZE = 1024

const COMPRESSIBLE_TYPE = /^text\/(?!event-stream)|[/+](?:json|x-ndjson|javascript|xml|yaml)\b/

/**
 * Chooses the content coding of each response, adds `Vary`, and makes its ETag weak (RFC 9110, section 8.8.1): the
 * strong one names the uncompressed bytes. Register it before the hook that compares ETags, so that a 304 has the same
 * headers.
 */
export function chooseContentCoding(app: HttpServer): void {
  app.decorateReply('contentCoding', undefined)
  app.addHook('onSend', (request, reply, payload, done) => {
    const canCompress = isCompressible(reply, payload)
    if (canCompress) addVary(reply, 'Accept-Encoding')
    reply.contentCoding = canCompress ? acceptedCoding(request.headers['accept-encoding']) : undefined
    const etag = reply.getHeader('etag')
    if (reply.contentCoding && typeof etag === 'string' && etag.startsWith('"')) reply.header('etag', `W/${etag}`)
    done(null, payload)
  })
}

/** Compresses each response as it was chosen. Register it last, so that caches store the uncompressed text. */
export function compressResponses(app: HttpServer): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    const { contentCoding } = reply
    if (!contentCoding || payload === null) return done(null, payload)
    const compressor = COMPRESSORS[contentCoding]
    // Ranges and lengths count uncompressed bytes.
    reply.header('content-encoding', contentCoding).removeHeader('content-length').removeHeader('accept-ranges')
    if (!(payload instanceof Stream)) return compressor.buffer(payload as string | Buffer, done)
    // Fastify handles a stream that fails, and ends it when the client leaves.
    done(
      null,
      pipeline(payload as NodeJS.ReadableStream, compressor.stream(), () => {}),
    )
  })
}

/**
 * Responses that must not be stored can contain tokens. Compressed together with text that an attacker chose, their
 * length could reveal them (BREACH). Streams are exports: they contain no tokens.
 */
function isCompressible(reply: FastifyReply, payload: unknown): boolean {
  const { statusCode } = reply
  if (statusCode === 206 || reply.hasHeader('content-encoding')) return false
  if (!COMPRESSIBLE_TYPE.test(String(reply.getHeader('content-type')))) return false
  if (payload instanceof Stream) return Number(reply.getHeader('content-length') ?? Infinity) >= MIN_SIZE
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return false
  return (
    Buffer.byteLength(payload) >= MIN_SIZE && !/no-store|no-transform/.test(String(reply.getHeader('cache-control')))
  )
}

/** The coding with the highest weight in an `Accept-Encoding` header (RFC 9110, section 12.5.3); undefined for none. */
function acceptedCoding(header: string | string[] | undefined): ContentCoding | undefined {
  const weights = new Map(
    String(header ?? '')
      .split(',')
      .map(readWeight),
  )
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  const uncompressed = weights.get('identity') ?? 0
  const accepted = PREFERRED.filter((coding) => weightOf(coding) > 0 && weightOf(coding) >= uncompressed)
  // The sort is stable: of equal weights, the one that we prefer comes first.
  return accepted.sort((a, b) => weightOf(b) - weightOf(a))[0]
}

function readWeight(entry: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = entry
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return [coding, weight === undefined ? 1 : Number(weight.slice(2)) || 0]
}
