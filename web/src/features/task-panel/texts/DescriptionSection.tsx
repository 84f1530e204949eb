import { type FocusEvent, lazy, type Ref, Suspense, useEffect, useRef, useState } from 'react'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { IconPencil } from '../../../ui/icons.ts'
import { isCancel } from '../../../ui/keys.ts'
import css from './texts.module.css'
import { UnsavedNote } from './UnsavedNote.tsx'
import { type DraftState, useDraft } from './useDraft.ts'

const Markdown = lazy(() => import('../../../ui/markdown/Markdown.tsx').then(({ Markdown }) => ({ default: Markdown })))
const ConflictCard = lazy(() => import('./ConflictCard.tsx').then(({ ConflictCard }) => ({ default: ConflictCard })))

/** The rendered description; a click or its button opens it for editing. */
export function DescriptionSection({ task, canChange }: { task: Task; canChange: boolean }) {
  const draft = useDraft(task, 'description')
  const [isWriting, setWriting] = useState(false)
  if (!canChange) {
    return task.description ? (
      <section className={css.description}>
        <Reading text={task.description} />
      </section>
    ) : null
  }
  if (draft.theirs !== undefined) {
    return (
      <Suspense>
        <ConflictCard
          task={task}
          field="description"
          draft={draft}
          theirs={draft.theirs}
          onEdit={() => setWriting(true)}
        />
      </Suspense>
    )
  }
  return (
    <section className={css.description}>
      {isWriting || draft.isDraft || !task.description ? (
        <Writing draft={draft} isBegun={isWriting} onDone={() => setWriting(false)} />
      ) : (
        <Reading text={draft.text} onWrite={() => setWriting(true)} />
      )}
      <UnsavedNote draft={draft} />
    </section>
  )
}

/** Without `onWrite` it is read-only. */
function Reading({ text, onWrite }: { text: string; onWrite?: () => void }) {
  const { task: words } = useMessages()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button is for the keyboard; this is a larger target
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      className={css.reading}
      data-fixed={!onWrite || undefined}
      onClick={({ target }) => {
        const isLink = target instanceof Element && target.closest('a')
        if (!isLink && !getSelection()?.toString()) onWrite?.()
      }}
    >
      <Suspense fallback={<p className={css.plain}>{text}</p>}>
        <Markdown text={text} />
      </Suspense>
      {onWrite && (
        <IconButton className={css.write} label={words.editDescription} onClick={onWrite}>
          <IconPencil size={16} aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

const MOST = 65_536

type WritingProps = { draft: DraftState; isBegun: boolean; onDone(): void }

/** Leaving it saves: the text, the preview and its buttons count as one. */
function Writing({ draft, isBegun, onDone }: WritingProps) {
  const { task: words } = useMessages()
  const { isPreview, setPreview, field, preview } = usePreview(isBegun)
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (currentTarget.contains(relatedTarget)) return
    draft.save()
    onDone()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to a form
    <div role="group" aria-label={words.description} className={css.writing} onBlur={leave}>
      {isPreview ? (
        <div ref={preview} className={css.preview} tabIndex={-1}>
          <Suspense fallback={<p className={css.plain}>{draft.text}</p>}>
            <Markdown text={draft.text} />
          </Suspense>
        </div>
      ) : (
        <TextField draft={draft} fieldRef={field} />
      )}
      {draft.text && (
        <div className={css.tools}>
          <span>{words.markdown}</span>
          <Button kind="link" onMouseDown={(event) => event.preventDefault()} onClick={() => setPreview(!isPreview)}>
            {isPreview ? words.write : words.preview}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Whether the preview is shown instead of the field. The one that is shown has the focus. */
function usePreview(isBegun: boolean) {
  const [isPreview, setPreview] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const preview = useRef<HTMLDivElement>(null)
  const focuses = useRef(isBegun)
  useEffect(() => {
    if (focuses.current) (isPreview ? preview : field).current?.focus()
    focuses.current = true
  }, [isPreview])
  return { isPreview, setPreview, field, preview }
}

function TextField({ draft, fieldRef }: { draft: DraftState; fieldRef: Ref<HTMLTextAreaElement> }) {
  const { task: words } = useMessages()
  return (
    <textarea
      ref={fieldRef}
      className={css.field}
      aria-label={words.description}
      placeholder={words.addDescription}
      value={draft.text}
      rows={3}
      maxLength={MOST}
      dir="auto"
      onChange={({ target }) => draft.change(target.value)}
      onKeyDown={(event) => {
        const isDone = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
        if (!isDone && !isCancel(event)) return
        event.stopPropagation()
        event.currentTarget.blur()
      }}
    />
  )
}
