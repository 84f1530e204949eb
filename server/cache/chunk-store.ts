/** A text in parts that others may hold, too. */
export type Chunks = readonly string[]

/** Each member of a JSON list most often begins with this. Where a text is cut decides only how much can be shared. */
const CUT = '{"id":'

/** What a part costs besides its characters, roughly. */
const OVERHEAD = 80

/** Keeps texts that are alike in parts, such as lists that show the same things, and each part once. */
export class ChunkStore {
  readonly #parts = new Map<string, Part>()
  #bytes = 0

  /** What all texts that are cached take, roughly. */
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

  /** Forgets the parts of a cached text that no other holds. */
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
    // What was cut from a text holds all of it in memory.
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
