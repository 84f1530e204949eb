// node scripts/unicode/collation.ts: writes the order of characters that titles and names are sorted by: that of the
// Unicode collation's root (CLDR), as the ICU of this Node knows it. Keys that are stored depend on the table: after writing it anew they
// must be computed anew by a migration.
import { writeFileSync } from 'node:fs'
import { foldCase } from '../../server/platform/text/fold-case.ts'

const primary = new Intl.Collator('und', { sensitivity: 'base' })
const full = new Intl.Collator('und', { sensitivity: 'variant' })

// The common ideographs have a list of their own; syllables of Hangul decompose.
const LEFT_OUT = /[\p{Unified_Ideograph}\p{Co}\p{Cs}\p{Cn}\p{Cc}\uac00-\ud7a3]/u
const isAtom = (character: string) =>
  !LEFT_OUT.test(character) &&
  foldCase(character) === character &&
  (character.normalize('NFKD') === character || isLetterOfItsOwn(character))

/** Some letters that decompose sort apart from what they are made of: й from и. */
function isLetterOfItsOwn(character: string): boolean {
  const [first = '', ...accents] = character.normalize('NFKD')
  return accents.length > 0 && accents.every(isIgnored) && primary.compare(first, character) !== 0
}

const isIgnored = (character: string) => primary.compare(character, '') === 0
const atoms = Array.from({ length: 0x20000 - 0x20 }, (_, index) => index + 0x20)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter(isAtom)
const composed = atoms.filter((character) => character.normalize('NFKD') !== character)
const marks = atoms
  .filter((character) => isIgnored(character) && full.compare(character, '') !== 0)
  .sort((one, other) => full.compare(`a${one}`, `a${other}`) || compareCodes(one, other))

const classes: string[][] = []
const expansions: string[] = []
const ordered = atoms
  .filter((character) => !isIgnored(character))
  .sort((a, b) => primary.compare(a, b) || full.compare(a, b) || compareCodes(a, b))
for (const character of ordered) {
  const last = classes.at(-1)
  if (last && primary.compare(last[0] ?? '', character) === 0) {
    last.push(character)
    continue
  }
  const letters = last && lettersOf(character, last[0] ?? '')
  if (letters) expansions.push(character + letters)
  else classes.push([character])
}

/** What this character sorts like, if that is several: æ like ae. `first` is the last that comes before it. */
function lettersOf(character: string, first: string): string | undefined {
  let letters = first
  while (letters.length < 6) {
    let [low, high] = [0, ordered.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (primary.compare(letters + ordered[middle], character) <= 0) low = middle + 1
      else high = middle
    }
    if (low === 0) return undefined
    letters += ordered[low - 1]
    if (primary.compare(letters, character) === 0) return letters
  }
  return undefined
}

function compareCodes(one: string, other: string): number {
  return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
}

/** Groups with blanks between them; singles that follow one another in Unicode, too, as `first-last`. */
function written(groups: string[][]): string {
  const parts: { text: string; last: number | undefined }[] = []
  for (const group of groups) {
    const [only = '', ...others] = group
    const code = only.codePointAt(0) ?? 0
    const before = parts.at(-1)
    if (others.length > 0 || only === '-') parts.push({ text: group.join(''), last: undefined })
    else if (before?.last === code - 1) Object.assign(before, { text: `${[...before.text][0]}-${only}`, last: code })
    else parts.push({ text: only, last: code })
  }
  return parts.map(({ text }) => text).join(' ')
}

const ideographs = Array.from({ length: 0x5200 }, (_, index) => [String.fromCodePoint(0x4e00 + index)]).sort(
  ([one = ''], [other = '']) => primary.compare(one, other),
)

const table = {
  source: `The root collation of CLDR, © Unicode, Inc., https://www.unicode.org/license.txt, by ICU ${process.versions.icu}`,
  classes: written(classes.filter(([first]) => first !== ' ')),
  expansions: expansions.join(' '),
  composed: composed.join(''),
  ideographs: written(ideographs),
  marks: marks.join(''),
}
const target = new URL('../../server/platform/text/collation.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(table, null, 2)}\n`)
