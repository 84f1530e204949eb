import { inflateRawSync } from 'node:zlib'

/** The files in a zip archive, by name. Other tests check that AWS can read the archive. */
export function filesIn(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const FILE = 0x04034b50
  for (let at = 0; archive.readUInt32LE(at) === FILE; ) {
    const [packed, nameLength] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)]
    const content = at + 30 + nameLength
    const name = archive.subarray(at + 30, content).toString()
    files.set(name, inflateRawSync(archive.subarray(content, content + packed)).toString())
    at = content + packed
  }
  return files
}
