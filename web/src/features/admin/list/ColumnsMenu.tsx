import type { Field, Resource } from '../../../api/admin/resources.ts'
import { fieldInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Popover } from '../../../ui/controls/Popover.tsx'
import { IconColumns3 } from '../../../ui/icons.ts'
import { inOrder } from './columns.ts'
import css from './ListPage.module.css'

type ColumnsMenuProps = { resource: Resource; columns: readonly Field[]; onToggle(name: string): void }

export function ColumnsMenu({ resource, columns, onToggle }: ColumnsMenuProps) {
  const messages = useAdminMessages()
  const trigger = (
    <Button>
      <IconColumns3 size={16} aria-hidden />
      {messages.list.columns}
    </Button>
  )
  return (
    <Popover trigger={trigger}>
      {() => (
        <div className={css.options}>
          {inOrder(resource).map(({ name, description }) => (
            <label key={name} title={description}>
              <input
                type="checkbox"
                checked={columns.some((column) => column.name === name)}
                onChange={() => onToggle(name)}
              />
              {fieldInWords(name, messages)}
            </label>
          ))}
        </div>
      )}
    </Popover>
  )
}
