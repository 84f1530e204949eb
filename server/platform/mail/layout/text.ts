import type { Block, Email } from './email.ts'

const WIDTH = 72

/** The plain-text form of an email: lines of at most 72 characters, except URLs, which must not be broken. */
export function emailAsText({ blocks, reason }: Email, unsubscribeUrl: string | undefined): string {
  const foot = unsubscribeUrl ? `${wrapped(`${reason} Unsubscribe:`)}\n${unsubscribeUrl}` : wrapped(reason)
  return `${[...blocks.map(textOf), `-- \n${foot}`].join('\n\n')}\n`
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${wrapped(block.text)}\n${'='.repeat(Math.min(WIDTH, [...block.text].length))}`
    case 'paragraph':
      return wrapped(block.text)
    case 'button':
      return `${block.label}:\n${block.url}`
    case 'details':
      return block.details.map(([name, value]) => wrapped(`${name}: ${value}`, '  ')).join('\n')
    case 'list':
      return block.items.map(({ text, url, note }) => listed(note ? `${text} (${note})` : text, url)).join('\n')
  }
}

const listed = (text: string, url: string | undefined): string => `- ${wrapped(text, '  ')}${url ? `\n  ${url}` : ''}`

/** Wraps the text; every line but the first begins with `indent`. */
function wrapped(text: string, indent = ''): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(lines.length > 0 ? indent + word : word)
  }
  return lines.join('\n')
}
