import { useEffect, useRef, useState } from 'react'
import { type Draft, drafts } from '../../../api/drafts.ts'
import type { Task } from '../../../api/schema.d.ts'
import { currentTask } from '../../../api/tasks/tasks.ts'
import { draftName, isChangedByOthers, saveText, type TextField } from '../../../api/texts.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'

/**
 * The text of a field during editing. Changes by others do not affect it. It is saved on leaving the field, unless
 * another user has changed the same field since editing began: then `theirs` is their text, and the user decides.
 * Unsaved text is restored after the page was closed or the session ended.
 */
export function useDraft(task: Task, field: TextField) {
  const stored = useStoredDraft(task, field)
  const { draft, isRestored, isTried, latest, begin, write, drop, setTried } = stored
  const { save, send } = useSaving(task.id, field, stored)
  const theirs = draft && isTried && isChangedByOthers(draft, task, field) ? task[field] : undefined
  return {
    text: draft?.text ?? task[field],
    isDraft: draft !== undefined,
    isRestored: isRestored && draft !== undefined,
    theirs,
    change: (text: string) => write({ ...(latest.current.draft ?? begin()), text }),
    save,
    cancel: drop,
    keepMine: () => draft && send({ ...draft, ...begin() }, draft.text),
    /** Continues with another text, based on the other version. */
    edit: (text: string) => {
      setTried(false)
      write({ ...begin(), text })
    },
  }
}

export type DraftState = ReturnType<typeof useDraft>

/** The typed text, also stored on the device until it is saved or dropped. */
function useStoredDraft(task: Task, field: TextField) {
  const name = draftName(task.id, field)
  const [draft, setDraft] = useState<Draft | undefined>(() => drafts.get(name))
  const [isRestored, setRestored] = useState(draft !== undefined)
  const [isTried, setTried] = useState(draft !== undefined)
  const latest = useRef({ draft, task })
  latest.current = { draft, task }

  // Later handlers of the same event, such as the blur after Escape, must find the updated draft.
  const show = (next: Draft | undefined) => {
    latest.current = { ...latest.current, draft: next }
    setDraft(next)
  }
  const write = (next: Draft) => {
    drafts.set(name, next)
    show(next)
  }
  const drop = () => {
    drafts.drop(name)
    show(undefined)
    setRestored(false)
    setTried(false)
  }
  const begin = (): Omit<Draft, 'text'> => {
    const { task: now } = latest.current
    return { before: now[field], version: now.version, at: new Date().toISOString() }
  }
  return { name, draft, isRestored, isTried, latest, begin, show, write, drop, setTried }
}

/** Sends the text on leaving the field, which closing the panel does, too. A refused text is shown again. */
function useSaving(task: number, field: TextField, stored: ReturnType<typeof useStoredDraft>) {
  const { name, latest, show, write, drop, setTried } = stored
  const refused = (sent: Draft, reason: unknown) => {
    const { draft: shown, task: last } = latest.current
    const typed = shown ?? drafts.get(name) ?? sent
    if (typed.text === sent.text) {
      show(shown ?? sent)
      setTried(true)
    } else {
      // Text typed meanwhile replaces the refused text, and is based on the same version.
      write({ ...typed, before: sent.before, version: sent.version })
    }
    if (!isChangedByOthers(sent, currentTask(task) ?? last, field)) reportFailure(reason)
  }
  const send = (sent: Draft, text: string): void => {
    show(undefined)
    saveText(task, field, sent, text)
      .then(() => {
        if (drafts.get(name)?.text === sent.text) drop()
      })
      .catch((reason) => refused(sent, reason))
  }
  const save = () => {
    const { draft: typed, task: now } = latest.current
    if (!typed) return
    const text = field === 'title' ? typed.text.trim() : typed.text
    if (text === now[field] || (field === 'title' && !text)) drop()
    else if (isChangedByOthers(typed, now, field)) setTried(true)
    else send(typed, text)
  }
  const saveLast = useRef(save)
  saveLast.current = save
  useEffect(() => () => saveLast.current(), [])
  return { save, send }
}
