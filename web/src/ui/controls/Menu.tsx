import { Menu as Parts } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { IconCheck } from '../icons.ts'
import css from './Menu.module.css'
import row from './Options.module.css'

export type MenuItem = {
  key: string
  label: string
  icon?: ReactNode
  isChosen?: boolean
  isDangerous?: boolean
  onChoose(): void
}

/** A button that opens a list of actions. */
export function Menu({ trigger, items, label }: { trigger: ReactElement; items: readonly MenuItem[]; label?: string }) {
  return (
    <Parts.Root>
      <Parts.Trigger render={trigger} />
      <Parts.Portal>
        <Parts.Positioner className={css.positioner} sideOffset={4} align="start">
          <Parts.Popup className={css.popup} aria-label={label}>
            {items.map((item) => (
              <Parts.Item
                key={item.key}
                className={row.option}
                data-dangerous={item.isDangerous || undefined}
                onClick={item.onChoose}
              >
                {item.icon}
                <span className={row.label}>{item.label}</span>
                {item.isChosen && <IconCheck size={16} aria-hidden />}
              </Parts.Item>
            ))}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  )
}
