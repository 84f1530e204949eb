import type { Field, Row } from '../../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Value } from '../Value.tsx'
import css from './ItemPage.module.css'

type ConflictProps = {
  fields: readonly Field[]
  mine: Row
  theirs: Row
  onKeepMine(): void
  onKeepTheirs(): void
}

/** Both versions of fields that two users have changed at the same time, with the differences marked. */
export function Conflict({ fields, mine, theirs, onKeepMine, onKeepTheirs }: ConflictProps) {
  const messages = useAdminMessages()
  const { item } = messages
  return (
    <section role="alert">
      <h2>{item.conflict}</h2>
      <table className={css.conflict}>
        <thead>
          <tr>
            <th>{item.field}</th>
            <th>{item.mine}</th>
            <th>{item.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name} data-differs={mine[field.name] !== theirs[field.name] || undefined}>
              <th>{fieldInWords(field.name, messages)}</th>
              <td>
                <Value field={field} value={mine[field.name]} />
              </td>
              <td>
                <Value field={field} value={theirs[field.name]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.buttons}>
        <Button kind="primary" onClick={onKeepMine}>
          {item.keepMine}
        </Button>
        <Button onClick={onKeepTheirs}>{item.keepTheirs}</Button>
      </div>
    </section>
  )
}
