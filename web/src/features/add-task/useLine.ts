import { useEffect, useMemo, useRef, useState } from 'react'
import { session } from '../../api/account.ts'
import { drafts } from '../../api/drafts.ts'
import type { NewTask } from '../../api/schema.d.ts'
import { addTask, addTasks } from '../../api/tasks/tasks.ts'
import { currentMessages } from '../../messages/index.ts'
import { refusalInWords, reportFailure } from '../../ui/feedback/refusals.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { type Kind, type Part, partKey, readLine, type Vocabulary, withoutKind } from './reading/read-line.ts'
import { useVocabulary } from './useVocabulary.ts'

/** The fields of a task that is added in a view: its project, or its day. */
export type Preset = Pick<NewTask, 'project' | 'due_date' | 'assigned_to' | 'status' | 'priority' | 'category'>

/** The typed text, the fields chosen besides it, and the parts that were turned back into text, by `partKey`. */
type Typed = { text: string; chosen: Partial<NewTask>; plain: readonly string[] }

const NOTHING: Typed = { text: '', chosen: {}, plain: [] }

/** The line in which a task is written, and the fields recognised so far. It is stored until it is added or emptied. */
export function useLine(name: string, preset: Preset) {
  const { typed, latest, write, putBack } = useTyped(`add-task.${name}`)
  const { text, chosen } = typed
  const plain = useMemo(() => new Set(typed.plain), [typed.plain])
  const project = (chosen.project === undefined ? preset.project : chosen.project) ?? null
  const { vocabulary, complete } = useVocabulary(text, project)
  const line = useMemo(() => readLine(text, vocabulary, plain), [text, vocabulary, plain])
  const fields: Partial<NewTask> = { ...preset, ...chosen, ...line.fields }
  const edit = (part: Partial<Typed>) => write({ ...latest.current, ...part })
  return {
    text,
    line,
    fields,
    vocabulary,
    change: (next: string) => edit({ text: next }),
    clear: () => write(NOTHING),
    /** Turns a part back into text. */
    ignore: (part: Part) => edit({ plain: [...latest.current.plain, partKey(part, text)] }),
    /** A value chosen by a button replaces the typed one. */
    choose: (kind: Kind, values: Partial<NewTask>) =>
      edit({
        ...(line.parts.some((part) => part.kind === kind) && { text: withoutKind(text, line, kind) }),
        chosen: { ...latest.current.chosen, ...values },
      }),
    /** A refused task is put back into the line, to be corrected. */
    submit: async (): Promise<void> => {
      const sent = latest.current
      write(NOTHING)
      await add(sent, { preset, complete, putBack })
    },
    submitLines: async (lines: readonly string[]): Promise<void> => {
      const words = await complete(lines.join('\n'))
      await addTasks(lines.flatMap((one) => taskOf({ ...NOTHING, chosen, text: one }, preset, words) ?? []))
    },
  }
}

type Adding = {
  preset: Preset
  complete(text: string): Promise<Vocabulary>
  /** Returns whether the refused task is in the line again. */
  putBack(refused: Typed): boolean
}

async function add(typed: Typed, adding: Adding): Promise<void> {
  const writer = session.get()?.user.id
  try {
    const task = taskOf(typed, adding.preset, await adding.complete(typed.text))
    if (task) await addTask(task)
  } catch (reason) {
    // Another user who has logged in since must not read it.
    if (session.get()?.user.id !== writer) return
    if (adding.putBack(typed)) reportFailure(reason)
    else showUnsaved(typed.text, reason, () => void add(typed, adding))
  }
}

/** Undefined without a title. */
function taskOf({ text, chosen, plain }: Typed, preset: Preset, words: Vocabulary): NewTask | undefined {
  const { title, fields } = readLine(text, words, new Set(plain))
  return title ? withOwnCategory({ ...preset, ...chosen, ...fields, title }, words) : undefined
}

type Place = { draft: string; latest: { readonly current: Typed }; write(next: Typed): void }

/** The lines on the screen. A dialog may have been closed and opened again before its task is refused. */
const places = new Set<Place>()

function useTyped(draft: string) {
  const [typed, setTyped] = useState<Typed>(() => ({ ...NOTHING, ...drafts.get(draft) }))
  const latest = useRef(typed)
  const write = (next: Typed) => {
    latest.current = next
    setTyped(next)
    if (next.text) drafts.set(draft, next)
    else drafts.drop(draft)
  }
  useEffect(() => {
    const place = { draft, latest, write }
    places.add(place)
    return () => void places.delete(place)
  })
  /** Puts a refused task back if nothing else has been typed meanwhile; returns whether it did. */
  const putBack = (refused: Typed): boolean => {
    const open = [...places].filter((place) => place.draft === draft)
    const place = open.find((one) => one.latest === latest) ?? open[0]
    if (place ? place.latest.current.text : drafts.get(draft)) return false
    ;(place?.write ?? write)(refused)
    return true
  }
  return { typed, latest, write, putBack }
}

function showUnsaved(text: string, reason: unknown, run: () => void): void {
  const { tryAgain } = currentMessages()
  showToast({
    text: `${text}: ${refusalInWords(reason)}`,
    action: { label: tryAgain, run },
    isProblem: true,
    stays: true,
  })
}

export type LineState = ReturnType<typeof useLine>

/** A category belongs to one project: it is cleared if the project changes. */
function withOwnCategory(task: NewTask, { categories }: Vocabulary): NewTask {
  const category = categories.find(({ id }) => id === task.category)
  if (!category || category.project === (task.project ?? null)) return task
  const { category: _, ...rest } = task
  return rest
}
