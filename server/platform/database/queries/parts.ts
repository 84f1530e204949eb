const MOST_ROWS_PER_STATEMENT = 500

/** Rows in parts of as many as one statement should hold. */
export function inParts<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / MOST_ROWS_PER_STATEMENT)
  return Array.from({ length: count }, (_, part) =>
    rows.slice(part * MOST_ROWS_PER_STATEMENT, (part + 1) * MOST_ROWS_PER_STATEMENT),
  )
}
