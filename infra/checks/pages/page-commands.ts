import { readFileSync } from 'node:fs'

const ROOT = new URL('../../../', import.meta.url)

/** A block of commands of a page. */
export type Block = {
  page: string
  line: number
  heading: string
  text: string
  /** How many commands it has: lines that are neither empty, a comment, nor the continuation of another. */
  commands: number
  /** Who runs it, or why nobody does: what the comment before the block says. */
  mark: Mark
}

export type Mark = { kind: 'here' } | { kind: 'elsewhere'; by: string } | { kind: 'account' | 'not'; reason: string }

/**
 * The blocks of commands of a page. A comment on the line before one marks it: `<!-- needs an account: AWS -->`,
 * `<!-- run by infra/checks/containers -->` or `<!-- not run: it takes half an hour -->`. Without a mark, the check of the pages runs it.
 */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let heading = ''
  let before = ''
  let open: { line: number; indent: string; mark: Mark; lines: string[]; isShell: boolean } | undefined
  for (const [index, line] of readFileSync(new URL(page, ROOT), 'utf8').split('\n').entries()) {
    const [, indent = '', language] = /^( *)```(\w*)/.exec(line) ?? []
    if (open && language === '') {
      const text = `${open.lines.join('\n')}\n`
      if (open.isShell) blocks.push({ page, line: open.line, heading, text, commands: countIn(text), mark: open.mark })
      open = undefined
    } else if (open) open.lines.push(line.slice(open.indent.length))
    else if (language !== undefined) {
      const isShell = /^(sh|bash)$/.test(language)
      open = { line: index + 1, indent, mark: markIn(before), lines: [], isShell }
    } else heading = /^#+ (.*)/.exec(line)?.[1] ?? heading
    before = line
  }
  return blocks
}

/** The blocks of commands below a heading, for the check that their marks name. */
export function commandsBelow(page: string, heading: string): string[] {
  const found = blocksOf(page).filter((block) => block.heading === heading && block.mark.kind === 'elsewhere')
  if (found.length === 0) throw new Error(`${page} has no commands for another check below "${heading}".`)
  return found.map(({ text }) => text)
}

function markIn(line: string): Mark {
  const [, kind, rest = ''] = /^ *<!-- (needs an account|run by|not run):? (.*) -->$/.exec(line) ?? []
  if (kind === 'run by') return { kind: 'elsewhere', by: rest }
  if (kind === undefined) return { kind: 'here' }
  return { kind: kind === 'not run' ? 'not' : 'account', reason: rest }
}

function countIn(text: string): number {
  const lines = text.replaceAll('\\\n', ' ').split('\n')
  return lines.filter((line) => /^[^\s#}]/.test(line)).length
}
