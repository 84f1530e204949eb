import { foldCase } from './fold-case.ts'

/**
 * The form of text that is searched: folded to one case, without what users omit in a search. That is the accents of
 * Latin, Greek, Cyrillic, Hebrew and Arabic; marks of all other scripts distinguish words and stay.
 */
export function foldForSearch(text: string): string {
  return foldCase(text.normalize('NFKD'))
    .replaceAll(INVISIBLE, '')
    .replaceAll(ACCENTS, '$1')
    .replaceAll(VOICED_KANA, (kana) => kana.normalize('NFC'))
    .replaceAll(LETTERS, (letter) => PLAIN.get(letter) ?? letter)
    .replaceAll(DIGITS, digitOf)
}

/** Characters that format text, stretch it or colour an emoji. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\u0640]/gu
const ACCENTS =
  /(^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]|[^\p{L}\p{M}])\p{M}+/gu
const VOICED_KANA = /[\u3040-\u30ff][\u3099\u309a]/g

/** Letters that do not decompose, with the letters that are typed instead. */
const PLAIN = new Map(
  'łl ƚl øo đd ðd ħh ŧt þth æae œoe ıi ŋn ƀb ǥg ɉj ɍr ɏy ƶz ɨi ʉu ىي یي ېي کك ہه ھه'.split(' ').map((entry) => {
    const [letter = '', ...plain] = [...entry]
    return [letter, plain.join('')]
  }),
)
const LETTERS = new RegExp([...PLAIN.keys()].join('|'), 'gu')

const DIGITS = /[\p{Nd}--[0-9]]/gv

/** The ASCII digit for a digit of another script: each script has ten consecutive digits. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return String((code - first) % 10)
}
