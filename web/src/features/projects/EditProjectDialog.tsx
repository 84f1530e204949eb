import { type FormEvent, useState } from 'react'
import { type ProjectDetails, useProject, useUpdateProject } from '../../api/projects.ts'
import type { Project } from '../../api/schema.d.ts'
import { isStale } from '../../api/server/client.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Colours, NO_COLOUR } from '../../ui/controls/Colours.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { TextArea } from '../../ui/controls/Field.tsx'
import { NameField } from '../../ui/controls/NameField.tsx'
import { Problem } from '../../ui/feedback/Problem.tsx'
import { useRefusalInWords } from '../../ui/feedback/useReport.ts'
import css from './projects.module.css'

/** The name, description and colour of a project, as they were when the dialog was opened. */
export function EditProjectDialog({ project: opened, onClose }: { project: Project; onClose(): void }) {
  const { task, cancel, save } = useMessages()
  const { project: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const [colour, setColour] = useState(opened.color ?? NO_COLOUR)
  const { project: newest = opened } = useProject(opened.id)
  const saving = useUpdateProject()
  const wasStale = isStale(saving.error)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const patch = changesOf(new FormData(event.currentTarget), colour, opened)
    if (Object.keys(patch).length === 0) return onClose()
    // A user who saves again after the warning about a newer version means to replace it.
    saving.mutate({ project: wasStale ? newest : opened, patch }, { onSuccess: onClose })
  }

  return (
    <Dialog title={words.editTitle} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <NameField defaultValue={opened.name} maxLength={255} />
        <TextArea label={task.description} name="description" dir="auto" defaultValue={opened.description} rows={3} />
        <Colours value={colour} onChange={setColour} own={opened.color} />
        <Problem text={saving.error && (wasStale ? words.editedMeanwhile(newest.name) : inWords(saving.error))} />
        <DialogButtons>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" disabled={saving.isPending}>
            {save}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

/** Only the fields changed here: other users may have changed the rest. */
function changesOf(values: FormData, color: string, opened: Project): Partial<ProjectDetails> {
  const name = String(values.get('name')).trim()
  const description = asLines(String(values.get('description'))).trim()
  return {
    ...(name !== opened.name && { name }),
    ...(description !== asLines(opened.description).trim() && { description }),
    ...(color !== (opened.color ?? NO_COLOUR) && { color }),
  }
}

/** Multi-line fields use line endings of their own. */
const asLines = (text: string): string => text.replace(/\r\n?/g, '\n')
