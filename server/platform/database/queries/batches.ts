const MAX_ROWS_PER_STATEMENT = 500

/** Splits rows into batches of as many as one statement should contain. */
export function inBatches<Row>(rows: readonly Row[], size = MAX_ROWS_PER_STATEMENT): Row[][] {
  const count = Math.ceil(rows.length / size)
  return Array.from({ length: count }, (_, part) => rows.slice(part * size, (part + 1) * size))
}

const MAX_ROWS_PER_CHANGE = 100

/**
 * The rows of a very large change, in batches, so that no statement takes long. `change` changes at most `limit` of the
 * remaining rows, and is called until few remain. Others may change rows meanwhile, but not half of a batch.
 */
export async function* changedInBatches<Row>(change: (limit: number) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let rows: Row[]
  do {
    rows = await change(MAX_ROWS_PER_CHANGE)
    yield rows
  } while (rows.length >= MAX_ROWS_PER_CHANGE / 2)
}

/** Executes such a change if its rows are not needed. */
export async function changeInBatches(change: (limit: number) => Promise<unknown[]>): Promise<void> {
  for await (const _ of changedInBatches(change));
}

const MAX_ROWS_PER_READ = 1_000

/** All rows of a long list after `after`, by id, read in batches for the same reason. */
export async function readInBatches<Row extends { id: number }>(
  after: number,
  list: (after: number, limit: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = []
  let part: Row[]
  do {
    part = await list(rows.at(-1)?.id ?? after, MAX_ROWS_PER_READ)
    rows.push(...part)
  } while (part.length === MAX_ROWS_PER_READ)
  return rows
}
