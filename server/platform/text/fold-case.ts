/**
 * The text under full Unicode case folding: `ß` becomes `ss`, every sigma `σ`, and dotless `ı` stays apart from `i`. To
 * compare texts, not to show them.
 */
export function foldCase(text: string): string {
  // The three steps yield what CaseFolding.txt of Unicode does, but for the letter that Turkish has between i and I.
  const folded = (part: string) => part.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  return text.split(DOTLESS_I).map(folded).join(DOTLESS_I)
}

const DOTLESS_I = '\u0131'
