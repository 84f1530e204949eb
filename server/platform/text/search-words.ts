import { foldForSearch } from './fold-for-search.ts'

/** The most words of a text that are indexed: PostgreSQL accepts no more than a megabyte of them. */
const MAX_WORDS = 8_000
const LONGEST_WORD = 256

/**
 * The words by which a text is found: runs of letters and digits, with the signs of `c++`, `c#` and `.net` (which is
 * also found as `net`). Text without spaces, and emoji, has a word for each character: that character and the next
 * three, so that adjacent characters are found as a prefix like any other word. Both databases get these words and
 * split nothing themselves.
 */
export function indexedWords(text: string): string[] {
  const words = new Set<string>()
  for (const { run, units } of runsOf(text)) {
    if (words.size >= MAX_WORDS) break
    for (const index of units?.keys() ?? []) words.add(windowAt(units ?? [], index))
    if (!units) words.add(run)
    if (run.startsWith(DOT)) words.add(run.slice(1))
  }
  return [...words].slice(0, MAX_WORDS).map(cut)
}

/** The words of a search: a text matches if each of them is a prefix of one of its `indexedWords`. */
export function queryWords(text: string): string[] {
  const words = runsOf(text).flatMap(({ run, units }) => (units ? spanned(units) : [run]))
  return [...new Set(words.map(cut))]
}

const WINDOW = 4

const windowAt = (units: readonly string[], index: number): string => units.slice(index, index + WINDOW).join('')

/** Overlapping windows from the first character to the last. */
function spanned(units: readonly string[]): string[] {
  const last = Math.max(units.length - WINDOW, 0)
  const starts = Array.from({ length: Math.ceil(last / (WINDOW - 1)) }, (_, index) => index * (WINDOW - 1))
  return [...starts, last].map((start) => windowAt(units, start))
}

/** A word; or text without spaces, split into its characters. */
type Run = { run: string; units?: string[] }

function runsOf(text: string): Run[] {
  // Most text is ASCII, for which this is several times faster.
  if (/^\p{ASCII}*$/u.test(text))
    return (text.toLowerCase().match(ASCII_RUN) ?? []).map((run) => ({ run: signed(run) }))
  return (foldForSearch(text).match(RUN) ?? []).map((run) => {
    if (!FIRST_UNIT.test(run)) return { run: signed(run) }
    return { run, units: run.match(UNITS) ?? [] }
  })
}

// Letters that form words without spaces, and signs that are words on their own.
const UNSPACED =
  '[[\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{sc=Bopo}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{sc=Lana}' +
  '\\p{sc=Tale}\\p{sc=Talu}\\p{sc=Tavt}]&&[\\p{L}\\p{N}]]'
const SIGN = '\\p{RI}{1,2}|[[\\p{Extended_Pictographic}\\p{So}]--[\\p{ASCII}\\p{RI}]]'
const UNIT = `(?:${UNSPACED}|${SIGN})\\p{M}*`
const SPACED = `[[\\p{L}\\p{N}]--${UNSPACED}][[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]*[+#]*`

const FIRST_UNIT = new RegExp(`^${UNIT}`, 'v')
const UNITS = new RegExp(UNIT, 'gv')
const RUN = new RegExp(`(?:${UNIT})+|(?:(?<![\\p{L}\\p{N}\\p{M}.])\\.(?=\\p{L}))?${SPACED}`, 'gv')

const ASCII_RUN = /(?:(?<![a-z0-9.])\.(?=[a-z]))?[a-z0-9]+[+#]*/g

/**
 * Replaces the signs of a word by characters that folded text never contains, and that SQLite's `ascii` tokenizer
 * treats as letters.
 */
const signed = (word: string): string =>
  /[.+#]/.test(word) ? word.replaceAll(/[.+#]/g, (sign) => WIDE[sign] ?? sign) : word

const DOT = '．'
const WIDE: Record<string, string> = { '.': DOT, '+': '＋', '#': '＃' }

const cut = (word: string): string => (word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD).toWellFormed() : word)
