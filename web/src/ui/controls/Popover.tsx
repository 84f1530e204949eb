import { Popover as Parts } from '@base-ui/react/popover'
import { type ReactElement, type ReactNode, useState } from 'react'
import css from './Menu.module.css'

type PopoverProps = {
  trigger: ReactElement
  label?: string
  children: (close: () => void) => ReactNode
  startsOpen?: boolean
}

/** A form is shown completely if there is room for it, if necessary over its button. */
const IN_SIGHT = { side: 'shift', align: 'shift' } as const

/** A button that opens a small form beside it. */
export function Popover({ trigger, label, children, startsOpen = false }: PopoverProps) {
  const [isOpen, setOpen] = useState(startsOpen)
  return (
    <Parts.Root open={isOpen} onOpenChange={setOpen}>
      <Parts.Trigger render={trigger} />
      <Parts.Portal>
        <Parts.Positioner className={css.positioner} sideOffset={4} align="start" collisionAvoidance={IN_SIGHT}>
          <Parts.Popup className={css.form} aria-label={label}>
            {children(() => setOpen(false))}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  )
}
