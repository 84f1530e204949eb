type Page<One> = { results: readonly One[]; next_cursor?: string | null }
type Cursor = { cursor: string; page_size: number }

/** The maximum page size of the server. */
export const PAGE_SIZE = 200

/** Reads every page of a list whose length is bounded by the user's own resources. */
export async function readAll<One>(readPage: (query: Cursor) => Promise<Page<One>>): Promise<One[]> {
  const all: One[] = []
  for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined; ) {
    const page: Page<One> = await readPage({ cursor, page_size: PAGE_SIZE })
    all.push(...page.results)
    cursor = page.next_cursor
  }
  return all
}
