import type { MouseEvent } from 'react'
import { IconCheck, IconDots } from '../../ui/icons.ts'

type SelectButtonProps = {
  label: string
  isSelected: boolean
  className: string | undefined
  onClick(event: MouseEvent): void
}

/** Selects or deselects a task. */
export function SelectButton({ label, isSelected, className, onClick }: SelectButtonProps) {
  return (
    <button type="button" className={className} aria-pressed={isSelected} aria-label={label} onClick={onClick}>
      <IconCheck size={12} aria-hidden />
    </button>
  )
}

type ActionsButtonProps = { label: string; className: string | undefined; onClick(): void }

/** Opens all actions on a task. */
export function ActionsButton({ label, className, onClick }: ActionsButtonProps) {
  return (
    <button type="button" className={className} aria-label={label} onClick={onClick}>
      <IconDots size={16} aria-hidden />
    </button>
  )
}
