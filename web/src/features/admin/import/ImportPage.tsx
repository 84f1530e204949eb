import { Link, Navigate } from '@tanstack/react-router'
import { type DragEvent, useState } from 'react'
import { useImportUsers } from '../../../api/admin/imports.ts'
import type { UserImport } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { refusalInWords } from '../../../ui/feedback/refusals.ts'
import { IconFileImport } from '../../../ui/icons.ts'
import page from '../Page.module.css'
import { useMayChange } from '../rights.ts'
import { useTitle } from '../title.ts'
import css from './ImportPage.module.css'
import { ImportTable } from './ImportTable.tsx'

type Chosen = { name: string; csv: ArrayBuffer }

/** Imports users from a CSV file: shows what an import would do, and after a confirmation what it did. */
export function ImportPage() {
  return useMayChange() ? <Import /> : <Navigate to={paths.adminList('users')} replace />
}

function Import() {
  const { userImport: words } = useAdminMessages()
  useTitle(words.title)
  const importing = useImportUsers()
  const [chosen, choose] = useState<Chosen>()
  const result = importing.data

  async function check(file: File) {
    const csv = await file.arrayBuffer()
    choose({ name: file.name, csv })
    importing.mutate({ csv, isDryRun: true })
  }

  return (
    <div className={`${page.page} ${css.import}`}>
      <h1>{words.title}</h1>
      <p className={page.hint}>{words.hint}</p>
      <FileField name={chosen?.name} onChoose={(file) => void check(file)} />
      <Progress importing={importing} />
      {result?.dry_run && result.created > 0 && (
        <Button
          kind="primary"
          disabled={importing.isPending}
          onClick={() => chosen && importing.mutate({ csv: chosen.csv, isDryRun: false })}
        >
          {words.importUsers(result.created)}
        </Button>
      )}
      {result && !result.dry_run && (
        <Link className={css.link} to={paths.adminList('users')}>
          {words.toUsers}
        </Link>
      )}
      {result && <ImportTable key={String(result.dry_run)} result={result} />}
    </div>
  )
}

function Progress({ importing }: { importing: ReturnType<typeof useImportUsers> }) {
  const { userImport: words } = useAdminMessages()
  const { data, isPending, variables, error } = importing
  return (
    <>
      <div role="status" aria-live="polite">
        {isPending && <p>{variables.isDryRun ? words.checking : words.importing}</p>}
        {data && !isPending && <Summary result={data} />}
      </div>
      {error && (
        <p role="alert" className={css.problem}>
          {refusalInWords(error)}
        </p>
      )}
    </>
  )
}

function Summary({ result }: { result: UserImport }) {
  const { userImport: words } = useAdminMessages()
  const { dry_run, created, existing, refused, ignored_columns } = result
  return (
    <>
      <p className={css.summary}>{(dry_run ? words.checked : words.imported)(created, existing, refused)}</p>
      {ignored_columns.length > 0 && <p className={page.hint}>{words.ignored(ignored_columns.join(', '))}</p>}
    </>
  )
}

/** Accepts a file by choosing or dropping it. */
function FileField({ name, onChoose }: { name: string | undefined; onChoose(file: File): void }) {
  const { userImport: words } = useAdminMessages()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onChoose(file)
  }
  return (
    <label
      className={css.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileImport size={20} aria-hidden />
      <span>{name ?? words.choose}</span>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label={words.file}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onChoose(file)
          // The same file can be chosen again after it was corrected.
          target.value = ''
        }}
      />
    </label>
  )
}
