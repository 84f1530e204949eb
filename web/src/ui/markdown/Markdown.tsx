import { useMemo } from 'react'
import css from './Markdown.module.css'
import { renderMarkdown } from './render.ts'

/** Rendered Markdown. Load it lazily: it brings a parser and a sanitiser. */
export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => renderMarkdown(text), [text])
  // biome-ignore lint/security/noDangerouslySetInnerHtml: renderMarkdown sanitises; web/e2e/markdown.test.ts attacks it
  return <div className={css.text} dir="auto" data-markdown dangerouslySetInnerHTML={{ __html: html }} />
}
