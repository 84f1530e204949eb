import { useState } from 'react'
import { useCategoryList, useDeleteCategory } from '../../api/categories.ts'
import { useContents } from '../../api/contents.ts'
import type { Category } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button, IconButton } from '../../ui/controls/Button.tsx'
import { ConfirmDialog } from '../../ui/controls/ConfirmDialog.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { useReport } from '../../ui/feedback/useReport.ts'
import { IconPencil, IconPlus, IconTrash } from '../../ui/icons.ts'
import { ProjectDot } from '../../ui/tasks/marks.tsx'
import { AddCategoryDialog, EditCategoryDialog } from './CategoryDialog.tsx'
import css from './categories.module.css'

type CategoryListProps = { project: number | null; canChange: boolean }
type Asked = { kind: 'add' } | { kind: 'edit' | 'delete'; category: Category }

/** The categories of a project, or the user's own, with controls to add, change and delete them. */
export function CategoryList({ project, canChange }: CategoryListProps) {
  const { loading } = useMessages()
  const { categories: words } = usePageMessages()
  const { categories, error } = useCategoryList(project)
  const [asked, ask] = useState<Asked>()
  const close = () => ask(undefined)
  if (!categories) return error ? <p role="alert">{words.failed}</p> : <SkeletonRows label={loading} />
  const empty = !canChange ? words.emptyToRead : project === null ? words.emptyOwn : words.empty
  return (
    <div className={css.categories}>
      {categories.length === 0 && <p className={css.empty}>{empty}</p>}
      {categories.length > 0 && (
        <ul className={css.list} aria-label={words.list}>
          {categories.map((category) => (
            <CategoryRow key={category.id} category={category} canChange={canChange} onAsk={ask} />
          ))}
        </ul>
      )}
      {canChange && (
        <Button onClick={() => ask({ kind: 'add' })}>
          <IconPlus size={16} aria-hidden />
          {words.add}
        </Button>
      )}
      {asked?.kind === 'add' && <AddCategoryDialog project={project} onClose={close} />}
      {asked?.kind === 'edit' && <EditCategoryDialog category={asked.category} onClose={close} />}
      {asked?.kind === 'delete' && <DeleteCategoryDialog category={asked.category} onClose={close} />}
    </div>
  )
}

type CategoryRowProps = { category: Category; canChange: boolean; onAsk(asked: Asked): void }

function CategoryRow({ category, canChange, onAsk }: CategoryRowProps) {
  const { categories: words } = usePageMessages()
  const { name, color } = category
  return (
    <li className={css.row}>
      <ProjectDot color={color} />
      <span className={css.name} dir="auto">
        {name}
      </span>
      {canChange && (
        <>
          <IconButton label={words.edit(name)} onClick={() => onAsk({ kind: 'edit', category })}>
            <IconPencil size={16} aria-hidden />
          </IconButton>
          <IconButton label={words.deleteNamed(name)} onClick={() => onAsk({ kind: 'delete', category })}>
            <IconTrash size={16} aria-hidden />
          </IconButton>
        </>
      )}
    </li>
  )
}

function DeleteCategoryDialog({ category, onClose }: { category: Category; onClose(): void }) {
  const { loading } = useMessages()
  const { categories: words } = usePageMessages()
  const { contents, isError } = useContents({ category: category.id })
  const deleteCategory = useDeleteCategory()
  const report = useReport()
  return (
    <ConfirmDialog
      title={words.deleteTitle(category.name)}
      text={contents ? words.deleteText(contents) : isError ? words.deleteUncounted : loading}
      action={words.delete}
      onClose={onClose}
      onConfirm={() => {
        onClose()
        void deleteCategory(category).catch(report)
      }}
    />
  )
}
