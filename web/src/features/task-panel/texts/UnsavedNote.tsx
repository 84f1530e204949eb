import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import css from './texts.module.css'
import type { DraftState } from './useDraft.ts'

/** Below a text that was typed earlier and not saved. */
export function UnsavedNote({ draft }: { draft: DraftState }) {
  const { save, drafts } = useMessages()
  if (!draft.isRestored || draft.theirs !== undefined) return null
  return (
    // The field keeps the focus: leaving it would save what is to be discarded.
    <div className={css.unsaved} role="status" onMouseDown={(event) => event.preventDefault()}>
      <span>{drafts.unsaved}</span>
      <Button kind="link" onClick={draft.cancel}>
        {drafts.discard}
      </Button>
      <Button kind="link" onClick={draft.save}>
        {save}
      </Button>
    </div>
  )
}
