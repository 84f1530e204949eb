import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { useAddProject } from '../../api/projects.ts'
import type { Project } from '../../api/schema.d.ts'
import { connection } from '../../api/updates.ts'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Colours, FIRST_COLOUR } from '../../ui/controls/Colours.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { NameField } from '../../ui/controls/NameField.tsx'
import { refusalInWords } from '../../ui/feedback/refusals.ts'
import css from './projects.module.css'

export function AddProjectDialog({ onClose, onAdded }: { onClose(): void; onAdded(project: Project): void }) {
  const { project, cancel } = useMessages()
  const [colour, setColour] = useState<string>(FIRST_COLOUR)
  const adding = useAddProject()
  const isConnected = useSyncExternalStore(connection.subscribe, connection.get)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name')).trim()
    adding.mutate({ name, color: colour }, { onSuccess: onAdded })
  }

  return (
    <Dialog title={project.new} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <NameField maxLength={255} error={adding.error ? refusalInWords(adding.error) : undefined} />
        <Colours value={colour} onChange={setColour} />
        {!isConnected && <p role="status">{project.needsConnection}</p>}
        <DialogButtons>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" disabled={adding.isPending}>
            {project.create}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
