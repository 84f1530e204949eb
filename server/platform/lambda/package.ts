import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { basename } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'

/**
 * The package of a function whose TypeScript files are in one folder, for AWS Lambda: a zip archive with `handler.mjs`
 * and the files that it imports from that folder.
 */
export async function packFunction(module: URL): Promise<Buffer> {
  const files = new Map<string, Buffer>()
  const add = async (name: string): Promise<void> => {
    if (files.has(nameInArchive(name))) return
    const source = stripTypeScriptTypes(await readFile(new URL(name, module), 'utf8'))
    files.set(
      nameInArchive(name),
      Buffer.from(source.replace(OWN_IMPORT, (_, before, of) => before + nameInArchive(of))),
    )
    for (const [, , imported] of source.matchAll(OWN_IMPORT)) await add(imported as string)
  }
  await add(`./${basename(module.pathname)}`)
  return zipOf([...files].map(([name, content]) => [name.slice(2), content]))
}

/** An import of a file in the same folder. Type-only imports were removed with the types. */
const OWN_IMPORT = /((?:from|import\()\s*')(\.\/[\w-]+\.ts)(?=')/g

const nameInArchive = (name: string): string => name.replace(/\.ts$/, '.mjs')

/** 1 January 1980, so that the same source yields the same archive. */
const DATE = 0x0021
const READABLE_FILE = 0o100644
const DEFLATED = 8
const VERSION = 20
const MADE_ON_UNIX = (3 << 8) | VERSION

/** PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */
function zipOf(files: [name: string, content: Buffer][]): Buffer {
  const written: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const packed = deflateRawSync(content)
    // Version, flags, method, time and date, checksum, sizes, length of the name, and of the fields that we omit.
    const shared = [u16(VERSION), u16(0), u16(DEFLATED), u16(0), u16(DATE), u32(crc32(content))]
    shared.push(u32(packed.length), u32(content.length), u16(name.length), u16(0))
    const file = Buffer.concat([u32(0x04034b50), ...shared, Buffer.from(name), packed])
    const attributes = [u16(0), u16(0), u16(0), u32(READABLE_FILE * 0x10000), u32(offset)]
    directory.push(u32(0x02014b50), u16(MADE_ON_UNIX), ...shared, ...attributes, Buffer.from(name))
    written.push(file)
    offset += file.length
  }
  const entries = Buffer.concat(directory)
  const count = u16(files.length)
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(entries.length), u32(offset), u16(0)]
  return Buffer.concat([...written, entries, ...end])
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
