import { ownName } from '../../api/base-path.ts'

export type Theme = 'system' | 'light' | 'dark'

const CHOICE = ownName('theme')

export const themeChoice = (): Theme => (localStorage.getItem(CHOICE) as Theme | null) ?? 'system'

/** index.html applies it, here and before the first paint. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(CHOICE, theme)
  window.dispatchEvent(new Event('docket:theme'))
}
