import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { UserImport } from '../../../api/schema.d.ts'
import { fieldInWords, useAdminMessages, valueInWords } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { Select } from '../../../ui/controls/Select.tsx'
import page from '../Page.module.css'
import css from './ImportPage.module.css'

type Row = UserImport['rows'][number]
type Shown = 'all' | Row['outcome']

/** As many rows as are drawn quickly; the counts include the others. */
const MOST_ROWS = 200

const COLUMNS = ['username', 'email', 'display_name', 'role'] as const

/** The rows of a file, refused ones first. */
export function ImportTable({ result }: { result: UserImport }) {
  const { userImport: words } = useAdminMessages()
  const [shown, show] = useState<Shown>(result.refused > 0 ? 'refused' : 'all')
  const rows = shown === 'all' ? result.rows : result.rows.filter(({ outcome }) => outcome === shown)
  const outcomes = result.dry_run ? words.planned : words.outcomes
  const options = (['all', 'created', 'exists', 'refused'] as const).map((value) => ({ value, label: outcomes[value] }))
  return (
    <>
      <div className={css.shown}>
        <Select
          label={words.show}
          options={options}
          value={shown}
          onChange={({ target }) => show(target.value as Shown)}
        />
      </div>
      <Rows rows={rows.slice(0, MOST_ROWS)} outcomes={outcomes} />
      {rows.length > MOST_ROWS && <p className={page.hint}>{words.firstRows(MOST_ROWS, rows.length)}</p>}
    </>
  )
}

type RowsProps = { rows: readonly Row[]; outcomes: Record<Row['outcome'], string> }

function Rows({ rows, outcomes }: RowsProps) {
  const messages = useAdminMessages()
  const { userImport: words } = messages
  return (
    <section
      className={css.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable areas must be reachable by keyboard
      tabIndex={0}
      aria-label={words.rows}
    >
      <table>
        <thead>
          <tr>
            <th>{words.line}</th>
            <th>{words.outcome}</th>
            {COLUMNS.map((column) => (
              <th key={column}>{fieldInWords(column, messages)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line} data-outcome={row.outcome}>
              <td>{row.line}</td>
              <td>
                <Outcome row={row} word={outcomes[row.outcome]} />
              </td>
              {COLUMNS.map((column) => (
                <td key={column} dir="auto">
                  {column === 'role' ? valueInWords(row.role, messages) : (row[column] ?? messages.empty)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Outcome({ row, word }: { row: Row; word: string }) {
  const messages = useAdminMessages()
  const words = row.id ? <Link to={paths.adminItem('users', row.id)}>{word}</Link> : word
  if (row.errors.length === 0) return words
  return (
    <>
      {words}
      <ul>
        {row.errors.map(({ column, detail }) => (
          <li key={column}>
            {column && <b>{`${fieldInWords(column, messages)}: `}</b>}
            {detail}
          </li>
        ))}
      </ul>
    </>
  )
}
