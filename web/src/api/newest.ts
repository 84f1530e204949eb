type Versioned = { id: number; version: number }

/** What was read, without going back behind what is shown: a change may have been saved while the list was being read. */
export function newestOf<One extends Versioned>(read: One[], shown: readonly One[] | undefined): One[] {
  const known = new Map(shown?.map((one) => [one.id, one]))
  return read.map((one) => {
    const other = known.get(one.id)
    return other && other.version > one.version ? other : one
  })
}
