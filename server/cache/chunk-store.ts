/** A text as a list of chunks, which other texts may share. */
export type Chunks = readonly string[]

/** Most items of a JSON list begin with this. Where a text is cut only decides how much can be shared. */
const CUT = '{"id":'

/** The approximate size of a chunk without its characters, in bytes. */
const OVERHEAD = 80

/** Stores texts that have parts in common, such as lists with the same items, and each part once. */
export class ChunkStore {
  readonly #parts = new Map<string, Part>()
  #bytes = 0

  /** The approximate size of all stored texts. */
  get bytes(): number {
    return this.#bytes
  }

  store(text: string): Chunks {
    return text.split(CUT).map((cut) => {
      const part = this.#parts.get(cut) ?? this.#add(cut)
      part.uses++
      return part.text
    })
  }

  /** Removes a text; chunks that no other text uses go with it. */
  release(text: Chunks): void {
    for (const cut of text) {
      const part = this.#parts.get(cut) as Part
      if (--part.uses > 0) continue
      this.#parts.delete(cut)
      this.#bytes -= part.bytes
    }
  }

  #add(cut: string): Part {
    const bytes = Buffer.from(cut)
    // A slice of a string would hold the whole string in memory.
    const text = bytes.toString()
    const isOneByte = bytes.length === text.length
    const part = { text, uses: 0, bytes: OVERHEAD + (isOneByte ? text.length : 2 * text.length) }
    this.#parts.set(text, part)
    this.#bytes += part.bytes
    return part
  }
}

type Part = { text: string; uses: number; bytes: number }

export const joined = (text: Chunks): string => text.join(CUT)
