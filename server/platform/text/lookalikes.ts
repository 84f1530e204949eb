import table from './lookalikes.json' with { type: 'json' }

/** The text with each letter that looks like a letter of another script replaced by its prototype (UTS #39). */
export function skeletonOf(text: string): string {
  return [...text.normalize('NFKD')].map((character) => prototypes.get(character) ?? character).join('')
}

const prototypes = new Map(
  table.letters.split(' ').map((entry) => {
    const [letter = '', ...prototype] = [...entry]
    return [letter, prototype.join('')]
  }),
)
