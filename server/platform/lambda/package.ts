import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { crc32, deflateRawSync } from 'node:zlib'

/** What AWS Lambda is given to run a function that is one TypeScript file: a zip archive with `handler.mjs`. */
export async function packFunction(module: URL): Promise<Buffer> {
  const source = stripTypeScriptTypes(await readFile(module, 'utf8'))
  return zipOf('handler.mjs', Buffer.from(source))
}

/** 1 January 1980, so that the same source gives the same archive. */
const DATE = 0x0021
const READABLE_FILE = 0o100644
const DEFLATED = 8
const VERSION = 20
const MADE_ON_UNIX = (3 << 8) | VERSION

/** An archive of one file: PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  // Version, flags, method, time and date, checksum, sizes, length of the name, and of what we do not write.
  const shared = [u16(VERSION), u16(0), u16(DEFLATED), u16(0), u16(DATE), u32(crc32(content))]
  shared.push(u32(packed.length), u32(content.length), u16(name.length), u16(0))
  const file = Buffer.concat([u32(0x04034b50), ...shared, Buffer.from(name), packed])
  const attributes = [u16(0), u16(0), u16(0), u32(READABLE_FILE * 0x10000), u32(0)]
  const entry = Buffer.concat([u32(0x02014b50), u16(MADE_ON_UNIX), ...shared, ...attributes, Buffer.from(name)])
  const end = [u32(0x06054b50), u16(0), u16(0), u16(1), u16(1), u32(entry.length), u32(file.length), u16(0)]
  return Buffer.concat([file, entry, ...end])
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
