type Versioned = { id: number; version: number }

/** The list with a changed item, unless a newer version of it is already shown. */
export const withChanged = <One extends Versioned>(shown: readonly One[], changed: One): One[] =>
  shown.map((one) => (one.id === changed.id && one.version <= changed.version ? changed : one))

/**
 * Merges a list that was read with the items shown, and never goes back to an older version: a change may have been
 * saved while the list was being read.
 */
export function newestOf<One extends Versioned>(read: One[], shown: readonly One[] | undefined): One[] {
  const known = new Map(shown?.map((one) => [one.id, one]))
  return read.map((one) => {
    const other = known.get(one.id)
    return other && other.version > one.version ? other : one
  })
}
