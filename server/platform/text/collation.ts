import table from './collation.json' with { type: 'json' }

/**
 * A character in the Unicode collation. `weight` is the sort weight of its letter, empty for a combining accent;
 * `difference` is the secondary weight of an accent or of a variant of a letter.
 */
type Collated = { weight: string; difference: string }

/** Letters that sort separately from what they decompose to. */
export const composed: string = table.composed

/** `character` must be in lower case and decomposed. */
export function collated(character: string): Collated {
  tables ??= readTables()
  const { others, runs } = tables
  const other = others.get(character)
  if (other) return other
  const code = codeOf(character)
  const run = runs[lastAtMost(code, (index) => runs[index]?.first ?? 0, runs.length)]
  if (run && code <= run.last) return { weight: run.weightAt(run.place + code - run.first), difference: '' }
  return { weight: unlistedWeight(character), difference: '' }
}

/** Characters that are consecutive both in Unicode and in the collation. */
type Run = { first: number; last: number; place: number; weightAt(place: number): string }

let tables: { others: Map<string, Collated>; runs: Run[] } | undefined

function readTables() {
  const others = new Map<string, Collated>()
  const { groups, letters } = readClasses()
  const weightAt = weighing(letters)
  const runs: Run[] = []
  let difference = FIRST_DIFFERENCE
  const next = () => String.fromCodePoint(difference++)
  for (const mark of table.marks) others.set(mark, { weight: '', difference: next() })
  for (const { group, place } of groups) {
    const [first = '', dash, last = ''] = group
    if (group.length === 1) runs.push({ first: codeOf(first), last: codeOf(first), place, weightAt })
    else if (isRange(group)) runs.push({ first: codeOf(first), last: codeOf(last), place, weightAt })
    else {
      others.set(first, { weight: weightAt(place), difference: '' })
      const forms = [dash ?? '', ...group.slice(2)]
      for (const form of forms) others.set(form, { weight: weightAt(place), difference: next() })
    }
  }
  runs.push(...ideographs())
  runs.sort((one, other) => one.first - other.first)
  tables = { others, runs }
  others.set(' ', { weight: SPACE, difference: '' })
  for (const entry of table.expansions.split(' ')) {
    const [character = '', ...parts] = [...entry]
    others.set(character, { weight: parts.map((part) => collated(part).weight).join(''), difference: next() })
  }
  return tables
}

const FIRST_DIFFERENCE = 4

/** The groups of characters that sort alike, each with its position, and the positions that `weighing` needs. */
function readClasses() {
  let place = 0
  const letters = new Map<string, number>()
  const groups = table.classes.split(' ').map((text) => {
    const group = [...text]
    const [first = '', , last = ''] = group
    const at = place
    const size = isRange(group) ? codeOf(last) - codeOf(first) + 1 : 1
    place += size
    for (const letter of ANCHORS) {
      const offset = codeOf(letter) - codeOf(first)
      if (offset >= 0 && offset < size) letters.set(letter, at + offset)
    }
    return { group, place: at }
  })
  return { groups, letters }
}

function ideographs(): Run[] {
  let place = FIRST_IDEOGRAPH
  return table.ideographs.split(' ').map((text) => {
    const [start = '', , end = start] = [...text]
    const run = { first: codeOf(start), last: codeOf(end), place, weightAt: (at: number) => String.fromCodePoint(at) }
    place += run.last - run.first + 1
    return run
  })
}

const isRange = (group: string[]): boolean => group.length === 3 && group[1] === '-'
const codeOf = (character: string): number => character.codePointAt(0) ?? 0

/**
 * The weight of a position in the collation. Digits and ASCII letters get one byte. What sorts between two of them gets
 * the byte after that of the first, and one more character. Signs sort before them, and other scripts after.
 */
function weighing(letters: ReadonlyMap<string, number>): (place: number) => string {
  const places = [...ANCHORS].map((letter) => letters.get(letter) ?? 0)
  const afterLatin = places.pop() ?? 0
  return (place) => {
    if (place >= afterLatin) return String.fromCodePoint(FIRST_SECOND + place - afterLatin)
    const anchor = lastAtMost(place, (index) => places[index] ?? 0, places.length)
    if (anchor === -1) return String.fromCodePoint(SIGN, FIRST_SECOND + place)
    const lead = FIRST_ANCHOR + 2 * anchor
    const beyond = place - (places[anchor] ?? 0)
    return beyond === 0 ? String.fromCodePoint(lead) : String.fromCodePoint(lead + 1, FIRST_SECOND + beyond)
  }
}

// The last is the first letter after all Latin letters.
const ANCHORS = '0123456789abcdefghijklmnopqrstuvwxyzα'
const SPACE = '\u0005'
const SIGN = 6
const FIRST_ANCHOR = 0x10
const FIRST_SECOND = 0x80
const FIRST_IDEOGRAPH = 0x8000

/** Rare ideographs and all other characters that the table omits sort last, by code point. */
function unlistedWeight(character: string): string {
  if (/\s/.test(character)) return SPACE
  if (/[\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(character)) return ''
  return (/\p{Unified_Ideograph}/u.test(character) ? RARE_IDEOGRAPH : UNKNOWN) + character
}

const RARE_IDEOGRAPH = '\ud7a5'
const UNKNOWN = '\ue000'

/** The index of the last of `count` ascending values that is not above `value`; -1 if all are above. */
function lastAtMost(value: number, at: (index: number) => number, count: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
