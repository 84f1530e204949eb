/**
 * Full Unicode case folding: `ß` becomes `ss`, every sigma `σ`, and dotless `ı` stays distinct from `i`. For comparing
 * text, not for showing it.
 */
export function foldCase(text: string): string {
  // The three steps have the same result as CaseFolding.txt of Unicode, except for the Turkish letter between i and I.
  const folded = (part: string) => part.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  return text.split(DOTLESS_I).map(folded).join(DOTLESS_I)
}

const DOTLESS_I = '\u0131'
