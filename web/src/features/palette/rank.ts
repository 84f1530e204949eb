import type { Option } from '../../ui/controls/OptionList.tsx'
import { folded, wordsOf } from '../../ui/folded.ts'

/** A command that is available now. */
export type Command = Option & { section: string; run(): void }

const MOST_OF_A_SECTION = 8

/** The commands that contain all the words: the best first in each section, and the section with the best one first. */
export function commandsFor(commands: readonly Command[], text: string): Command[] {
  const words = wordsOf(text)
  if (words.length === 0) return headed(commands)
  const sections = new Map<string, { command: Command; rank: number }[]>()
  for (const command of commands) {
    const rank = rankOf(folded(command.label), words)
    if (rank === undefined) continue
    sections.set(command.section, [...(sections.get(command.section) ?? []), { command, rank }])
  }
  const ranked = [...sections.values()].map((found) => found.sort((a, b) => a.rank - b.rank))
  ranked.sort(([a], [b]) => (a?.rank ?? 0) - (b?.rank ?? 0))
  return headed(ranked.flatMap((found) => found.slice(0, MOST_OF_A_SECTION).map(({ command }) => command)))
}

/** Adds the name of the section above the first option of each. */
export function headed<One extends { section: string }>(options: readonly One[]): (One & { heading?: string })[] {
  return options.map((option, index) =>
    option.section === options[index - 1]?.section ? option : { ...option, heading: option.section },
  )
}

/** 0 if the label begins with the words, 1 if each begins a word of it, 2 if they occur anywhere in it. */
function rankOf(label: string, words: readonly string[]): number | undefined {
  if (!words.every((word) => label.includes(word))) return undefined
  if (label.startsWith(words.join(' '))) return 0
  const parts = label.split(/[^\p{L}\p{N}]+/u)
  return words.every((word) => parts.some((part) => part.startsWith(word))) ? 1 : 2
}
