import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { ReadEntry } from 'tar'
import type { StoredBackup } from './destinations/destination.ts'
import { FILES_FOLDER, MANIFEST_FILE, type Manifest, type Part, parseManifest } from './manifest.ts'
import type { Report } from './progress.ts'

/** Describes the content of a file for the manifest. */
export async function describePart(folder: string, path: string): Promise<Part> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, path)), hash)
  return { path, bytes: (await stat(join(folder, path))).size, sha256: hash.digest('hex') }
}

type Sources = { folder: string; filesFolder: string; manifest: Manifest }

/** Packs the manifest first, so that it can be read alone, then the parts. `folder` contains the database. */
export async function writeArchive({ folder, filesFolder, manifest }: Sources, to: string, report: Report) {
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`)
  const paths = manifest.parts.map(({ path }) => path)
  if (paths.some((path) => path.startsWith(`${FILES_FOLDER}/`))) await symlink(filesFolder, join(folder, FILES_FOLDER))
  const { create } = await import('tar')
  const pack = create({ cwd: folder, portable: true, follow: true, strict: true }, [MANIFEST_FILE, ...paths])
  const total = totalBytes(manifest)
  let packed = 0
  async function* chunks() {
    for await (const chunk of pack as AsyncIterable<Buffer>) {
      packed += chunk.length
      report('Packing', packed / total)
      yield chunk
    }
  }
  await pipeline(chunks, createGzip(), createWriteStream(to, { mode: 0o600, flush: true }))
}

/** Reads only the manifest. */
export async function readManifest(backup: StoredBackup): Promise<Manifest> {
  let manifest: Manifest | undefined
  await eachEntry(backup, async (entry) => {
    manifest = await manifestOf(entry)
    return 'stop'
  })
  return manifest ?? Promise.reject(unusable(backup, 'it is empty'))
}

/** Checks every part of an archive against its manifest, and extracts the parts to the folder `into` if it is given. */
export async function readArchive(backup: StoredBackup, report: Report, into?: string): Promise<Manifest> {
  let manifest: Manifest | undefined
  const missing = new Map<string, Part>()
  let read = 0
  await eachEntry(backup, async (entry) => {
    if (!manifest) {
      manifest = await manifestOf(entry)
      for (const part of manifest.parts) missing.set(part.path, part)
      return
    }
    const part = missing.get(entry.path)
    if (!part) throw new Fault(`it contains ${entry.path}, which is not in its manifest`)
    await readPart(entry, part, into)
    missing.delete(part.path)
    read += part.bytes
    report('Checking', read / totalBytes(manifest))
  })
  const [lost] = missing.keys()
  if (!manifest || lost) throw unusable(backup, manifest ? `${lost} is missing` : 'it is empty')
  return manifest
}

/** A defect of the archive itself, described in half a sentence. */
class Fault extends Error {}

const unusable = ({ name }: StoredBackup, why: string) =>
  new Error(`The backup ${name} cannot be used: ${why}. Use another one.`)

async function manifestOf(entry: ReadEntry): Promise<Manifest> {
  if (entry.path !== MANIFEST_FILE) throw new Fault(`it does not begin with ${MANIFEST_FILE}`)
  const text = (await entry.concat()).toString()
  try {
    return await parseManifest(text)
  } catch (reason) {
    throw new Fault((reason as Error).message)
  }
}

async function readPart(entry: ReadEntry, part: Part, into: string | undefined): Promise<void> {
  const hash = createHash('sha256')
  async function* chunks() {
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk)
      yield chunk
    }
  }
  if (into === undefined) for await (const _ of chunks());
  else {
    const to = join(into, part.path)
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await pipeline(chunks, createWriteStream(to, { mode: 0o600, flush: true }))
  }
  if (hash.digest('hex') !== part.sha256) throw new Fault(`the checksum of ${part.path} is wrong`)
}

/**
 * Passes each entry of an archive to `work`, which reads it to its end, until there are no more or it returns `stop`.
 */
async function eachEntry(backup: StoredBackup, work: (entry: ReadEntry) => Promise<unknown>): Promise<void> {
  const end = new AbortController()
  let working: Promise<unknown> = Promise.resolve()
  const onReadEntry = (entry: ReadEntry) => {
    working = working.then(() => work(entry)).then((word) => word === 'stop' && end.abort(DONE))
    working.catch((reason) => end.abort(reason))
  }
  const { Parser } = await import('tar')
  const parser = new Parser({ strict: true, onReadEntry }).on('error', (reason) => end.abort(reason))
  const parse = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      if (!parser.write(chunk)) await once(parser, 'drain', { signal: end.signal })
    }
    parser.end()
    await working
  }
  try {
    await pipeline(await backup.destination.read(backup.name), createGunzip(), parse, { signal: end.signal })
    end.signal.throwIfAborted()
  } catch (failure) {
    const reason = end.signal.aborted ? end.signal.reason : failure
    if (reason !== DONE) throw explained(backup, reason)
  }
}

const DONE = new Error('done')

function explained(backup: StoredBackup, reason: unknown): unknown {
  if (reason instanceof Fault) return unusable(backup, reason.message)
  const { code = '' } = reason as NodeJS.ErrnoException
  if (code === 'ENOENT') return new Error(`There is no backup ${backup.name} in ${backup.destination.name}.`)
  if (code === 'EISDIR') return new Error(`${backup.name} is a folder. Specify one of the backups in it.`)
  if (/^(Z_|TAR_)/.test(code)) return unusable(backup, `it is truncated or damaged (${(reason as Error).message})`)
  return reason
}

const totalBytes = ({ parts }: Manifest): number => parts.reduce((sum, { bytes }) => sum + bytes, 1)
