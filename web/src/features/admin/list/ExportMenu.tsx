import { useState } from 'react'
import type { Count } from '../../../api/admin/hooks.ts'
import { type Query, readAll } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Menu } from '../../../ui/controls/Menu.tsx'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { IconDownload } from '../../../ui/icons.ts'
import { saveFile } from '../../../ui/save-file.ts'
import { csvLine, csvRow } from './csv.ts'

type Format = 'csv' | 'json'

/** Exports every matching row with all of its fields as a file. The button shows the progress. */
export function ExportMenu({ resource, query, count }: { resource: Resource; query: Query; count: Count | undefined }) {
  const { list } = useAdminMessages()
  const [exported, setExported] = useState<number>()
  const start = (format: Format) => {
    setExported(0)
    download(resource, query, format, setExported)
      .catch(reportFailure)
      .finally(() => setExported(undefined))
  }
  const trigger = (
    <Button disabled={exported !== undefined || count?.count === 0}>
      <IconDownload size={16} aria-hidden />
      {exported === undefined ? list.export : list.exported(exported)}
    </Button>
  )
  return (
    <Menu
      trigger={trigger}
      items={[
        { key: 'csv', label: list.csv, onChoose: () => start('csv') },
        { key: 'json', label: list.json, onChoose: () => start('json') },
      ]}
    />
  )
}

/** Builds the file in parts: a Blob may be on disk, a string of everything may not. */
async function download(resource: Resource, query: Query, format: Format, onProgress: (rows: number) => void) {
  const columns = resource.fields.map(({ name }) => name)
  // The byte order mark makes spreadsheets read UTF-8.
  const parts = [new Blob([format === 'csv' ? `\uFEFF${csvLine(columns)}` : '['])]
  let count = 0
  for await (const rows of readAll(resource, query)) {
    const separator = count > 0 ? ',\n' : ''
    const text =
      format === 'csv'
        ? rows.map((row) => csvRow(row, columns)).join('')
        : (rows.length > 0 ? separator : '') + rows.map((row) => JSON.stringify(row)).join(',\n')
    parts.push(new Blob([text]))
    count += rows.length
    onProgress(count)
  }
  if (format === 'json') parts.push(new Blob([']\n']))
  saveFile(new Blob(parts, { type: format === 'csv' ? 'text/csv' : 'application/json' }), `${resource.name}.${format}`)
}
