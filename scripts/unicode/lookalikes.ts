// node scripts/unicode/lookalikes.ts confusables.txt: writes the table of letters that look like one of another script.
// The input is https://www.unicode.org/Public/security/latest/confusables.txt (UTS #39).
import { readFileSync, writeFileSync } from 'node:fs'

const SCRIPTS = [
  ...['Arab', 'Armn', 'Beng', 'Bopo', 'Cans', 'Cher', 'Copt', 'Cyrl', 'Deva', 'Ethi', 'Geor', 'Goth', 'Grek', 'Gujr'],
  ...['Guru', 'Hang', 'Hani', 'Hebr', 'Hira', 'Kana', 'Khmr', 'Knda', 'Laoo', 'Latn', 'Lisu', 'Mlym', 'Mong', 'Mymr'],
  ...['Nkoo', 'Orya', 'Runr', 'Sinh', 'Syrc', 'Taml', 'Telu', 'Tfng', 'Thaa', 'Thai', 'Tibt', 'Vaii', 'Yiii'],
].map((script) => new RegExp(`\\p{Script=${script}}`, 'u'))

const scriptsOf = (text: string) => SCRIPTS.filter((script) => script.test(text))
const decoded = (codes: string) => String.fromCodePoint(...codes.split(' ').map((code) => Number.parseInt(code, 16)))

const text = readFileSync(process.argv[2] ?? 'confusables.txt', 'utf8')
const version = /^# Version: (.+)$/m.exec(text)?.[1]
const entries = [...text.matchAll(/^([0-9A-F]+) ;\t([0-9A-F ]+) ;/gm)].map(([, from = '', to = '']) => [
  decoded(from),
  decoded(to.trim()),
])

const foreign = entries.filter(([letter = '', prototype = '']) => {
  const isAlone = /[\p{L}\p{Nd}]/u.test(letter) && letter > '\x7f' && letter.normalize('NFKD') === letter
  return isAlone && !scriptsOf(letter).some((script) => script.test(prototype))
})
// Of one script with i, and the only letter whose capital is that of another.
foreign.push(['\u0131', 'i'])

const table = {
  source: `security/confusables.txt of Unicode ${version}, © Unicode, Inc., https://www.unicode.org/license.txt`,
  letters: foreign.map((entry) => entry.join('')).join(' '),
}
const target = new URL('../../server/platform/text/lookalikes.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(table, null, 2)}\n`)
