import { useLayoutEffect, useRef } from 'react'

type Keys = Record<string, (event: KeyboardEvent) => void>

/**
 * Single keys, and sequences like `g t`, while nothing is being typed and no dialog or menu is open. Without a
 * modifier: those belong to the browser. A layout effect attaches them before what they act on is painted.
 */
export function useKeys(keys: Keys, isActive = true): void {
  const latest = useRef(keys)
  latest.current = keys
  useLayoutEffect(() => {
    if (!isActive) return
    let prefix = ''
    let forgetting: ReturnType<typeof setTimeout> | undefined
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector(OPENED)) return
      const sequence = prefix ? `${prefix} ${event.key}` : event.key
      prefix = event.key === 'g' && !prefix ? 'g' : ''
      clearTimeout(forgetting)
      forgetting = setTimeout(() => {
        prefix = ''
      }, SEQUENCE_MS)
      latest.current[sequence]?.(event)
    }
    document.addEventListener('keydown', hear)
    return () => {
      clearTimeout(forgetting)
      document.removeEventListener('keydown', hear)
    }
  }, [isActive])
}

const isMac = /Mac|iP/.test(navigator.platform)

/** The name of the command key on the user's keyboard. */
export const COMMAND_KEY = isMac ? '⌘' : 'Ctrl'

/** A letter with Ctrl, or with ⌘ on a Mac: also during typing. */
export function useCommandKey(letter: string, onPress: () => void): void {
  const latest = useRef(onPress)
  latest.current = onPress
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey || event.shiftKey || event.repeat) return
      if (!(isMac ? event.metaKey : event.ctrlKey) || event.key.toLowerCase() !== letter) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [letter])
}

const SEQUENCE_MS = 1_000
/** An element that is closing stays in the page while it fades. */
const OPENED = ':is([role=dialog], [role=menu]):not([data-closed])'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/**
 * An Enter that ends an input method's composition must not submit a field or a form: it is not passed on to them.
 * Safari sends it after the composition, with the code 229.
 */
export function withholdComposingEnter(): void {
  const withhold = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.isComposing || event.keyCode === COMPOSING)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  window.addEventListener('keydown', withhold, true)
}

const COMPOSING = 229

/** An Escape that ends a composition does nothing else. */
export const isCancel = ({ key, nativeEvent }: { key: string; nativeEvent: KeyboardEvent }): boolean =>
  key === 'Escape' && !nativeEvent.isComposing && nativeEvent.keyCode !== COMPOSING

export const isSubmit = (event: { key: string }): boolean => event.key === 'Enter'

/** A click with a modifier selects. */
export const isSelecting = (event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): boolean =>
  event.ctrlKey || event.metaKey || event.shiftKey
