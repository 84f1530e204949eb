import { type FormEvent, useState } from 'react'
import { useChangeItem } from '../../../api/admin/hooks.ts'
import { readItem, type Target } from '../../../api/admin/requests.ts'
import type { Field, Row } from '../../../api/admin/resources.ts'
import { isStale, Refusal } from '../../../api/server/client.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { refusalInWords } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Conflict } from './Conflict.tsx'
import { FieldInput } from './FieldInput.tsx'
import css from './ItemPage.module.css'

/** The fields that can be changed. Only changed fields are sent, with the version that was read. */
export function FieldsForm({ target, row }: { target: Target; row: Row }) {
  const fields = target.resource.editable ?? []
  const editing = useEditing(target, row)
  const { read, mine, theirs, changes, save, restart } = editing
  if (theirs) {
    return (
      <Conflict
        fields={fields.filter(({ name }) => theirs[name] !== read[name] || changes.some((one) => one.name === name))}
        mine={{ ...read, ...mine }}
        theirs={theirs}
        onKeepMine={() => save(theirs.version)}
        onKeepTheirs={() => restart(theirs)}
      />
    )
  }
  return <Form fields={fields} editing={editing} />
}

type Editing = ReturnType<typeof useEditing>

function Form({ fields, editing }: { fields: readonly Field[]; editing: Editing }) {
  const { item } = useAdminMessages()
  const { read, mine, changes, refusal, isSaving, set, save } = editing
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save(read.version)
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <h2>{item.fields}</h2>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={field.name in mine ? mine[field.name] : read[field.name]}
          error={errorOf(refusal, field)}
          onChange={(value) => set(field.name, value)}
        />
      ))}
      {refusal && !fields.some((field) => errorOf(refusal, field)) && (
        <p className={css.error} role="alert">
          {refusalInWords(refusal)}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={changes.length === 0 || isSaving}>
        {item.save}
      </Button>
    </form>
  )
}

/** The values that were read, the user's changes, and another user's version if saving conflicts with it. */
function useEditing(target: Target, row: Row) {
  const { item } = useAdminMessages()
  const change = useChangeItem(target)
  const [mine, setMine] = useState<Row>({})
  const [read, setRead] = useState(row)
  const [theirs, setTheirs] = useState<Row>()
  const fields = target.resource.editable ?? []
  const changes = fields.filter(({ name }) => name in mine && mine[name] !== read[name])

  function save(version: unknown) {
    const body = Object.fromEntries(changes.map(({ name }) => [name, mine[name]]))
    change.mutate({ ...body, ...(version !== undefined && { version }) }, { onSuccess: accept, onError: compare })
  }
  function accept(saved: Row) {
    showToast({ text: item.saved })
    restart(saved)
  }
  async function compare(reason: unknown) {
    if (isStale(reason)) setTheirs(await readItem(target))
  }
  function restart(from: Row) {
    setRead(from)
    setMine({})
    setTheirs(undefined)
  }

  return {
    read,
    mine,
    theirs,
    changes,
    refusal: change.error instanceof Refusal && !isStale(change.error) ? change.error : undefined,
    isSaving: change.isPending,
    set: (name: string, value: unknown) => setMine({ ...mine, [name]: value }),
    save,
    restart,
  }
}

const errorOf = (refusal: Refusal | undefined, { name }: Field): string | undefined =>
  refusal?.errors.find(({ pointer }) => pointer === `/${name}`)?.detail
