import { Dialog as Parts } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import css from './Dialog.module.css'

type DialogProps = {
  title: string
  /** For a dialog whose content makes its purpose clear. */
  hideTitle?: boolean
  onClose(): void
  children: ReactNode
  wide?: boolean
}

/** Over the page, until it is closed. */
export function Dialog({ title, hideTitle, onClose, children, wide }: DialogProps) {
  return (
    <Parts.Root open onOpenChange={(open) => !open && onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className={css.backdrop} />
        <Parts.Popup className={css.popup} data-wide={wide || undefined}>
          <Parts.Title className={hideTitle ? 'visually-hidden' : css.title}>{title}</Parts.Title>
          {children}
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  )
}

/** The buttons at the end of a dialog. */
export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className={css.buttons}>{children}</div>
}
