import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useAddCategory, useCategories, useUpdateCategory } from '../../api/categories.ts'
import type { Category } from '../../api/schema.d.ts'
import { isStale } from '../../api/server/client.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Colours, FIRST_COLOUR, NO_COLOUR } from '../../ui/controls/Colours.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { NameField } from '../../ui/controls/NameField.tsx'
import { Problem } from '../../ui/feedback/Problem.tsx'
import { useRefusalInWords } from '../../ui/feedback/useReport.ts'
import css from './categories.module.css'

export function AddCategoryDialog({ project, onClose }: { project: number | null; onClose(): void }) {
  const { add } = useMessages()
  const { categories: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const addCategory = useAddCategory()
  const adding = useMutation({ networkMode: 'always', mutationFn: addCategory })
  return (
    <CategoryForm
      title={words.add}
      action={add}
      problem={adding.error && inWords(adding.error)}
      isSaving={adding.isPending}
      onClose={onClose}
      onSave={(name, color) => adding.mutate({ name, color, project }, { onSuccess: onClose })}
    />
  )
}

/** The name and colour of a category, as they were when the dialog was opened. */
export function EditCategoryDialog({ category: opened, onClose }: { category: Category; onClose(): void }) {
  const { save } = useMessages()
  const { categories: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const newest = useCategories(opened.project).find(({ id }) => id === opened.id) ?? opened
  const saving = useUpdateCategory()
  const wasStale = isStale(saving.error)

  function change(name: string, color: string) {
    const patch = {
      ...(name !== opened.name && { name }),
      ...(color !== (opened.color ?? NO_COLOUR) && { color }),
    }
    if (Object.keys(patch).length === 0) return onClose()
    // A user who saves again after the warning about a newer version means to replace it.
    saving.mutate({ category: wasStale ? newest : opened, patch }, { onSuccess: onClose })
  }
  return (
    <CategoryForm
      title={words.editTitle}
      category={opened}
      action={save}
      problem={saving.error && (wasStale ? words.editedMeanwhile(newest.name) : inWords(saving.error))}
      isSaving={saving.isPending}
      onClose={onClose}
      onSave={change}
    />
  )
}

type CategoryFormProps = {
  title: string
  category?: Category
  action: string
  problem: string | null
  isSaving: boolean
  onClose(): void
  onSave(name: string, color: string): void
}

function CategoryForm({ title, category, action, problem, isSaving, onClose, onSave }: CategoryFormProps) {
  const { cancel } = useMessages()
  const [colour, setColour] = useState<string>(category ? (category.color ?? NO_COLOUR) : FIRST_COLOUR)
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    onSave(String(new FormData(event.currentTarget).get('name')).trim(), colour)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <NameField autoComplete="off" defaultValue={category?.name} maxLength={100} />
        <Colours value={colour} onChange={setColour} own={category?.color ?? null} />
        <Problem text={problem} />
        <DialogButtons>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="primary" type="submit" disabled={isSaving}>
            {action}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
