import type { ComponentProps } from 'react'
import css from './Button.module.css'

type ButtonProps = ComponentProps<'button'> & { kind?: 'primary' | 'plain' | 'danger' | 'link' }

/** A button with text, which names the action. */
export function Button({ kind = 'plain', className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`${css.button} ${css[kind]} ${className}`} {...rest} />
}

type IconButtonProps = ComponentProps<'button'> & { label: string; keys?: string }

/** A button with an icon. Its label is read aloud, and shown on hover with its key. */
export function IconButton({ label, keys, className = '', ...rest }: IconButtonProps) {
  const hint = keys ? `${label} (${keys})` : label
  return <button type="button" className={`${css.icon} ${className}`} aria-label={label} title={hint} {...rest} />
}
