import { ownName } from '../base-path.ts'

const RELOADED = ownName('reloaded')

/**
 * A page that is open during a deployment asks for files that no longer exist. It is then loaded anew, once for each
 * version; what was typed is in the drafts. Without a connection, or when only one file failed, it stays as it is.
 */
export function reloadAfterDeployment(settled: () => Promise<unknown>): void {
  window.addEventListener('vite:preloadError', () => void reloadIfReplaced(settled).catch(() => {}))
}

async function reloadIfReplaced(settled: () => Promise<unknown>): Promise<void> {
  const response = await fetch(document.baseURI, { headers: { accept: 'text/html' }, cache: 'no-store' })
  const served = filesOf(await response.text())
  const isOwn = served.every((file) => document.head.innerHTML.includes(file))
  if (!response.ok || isOwn || sessionStorage.getItem(RELOADED) === served.join()) return
  sessionStorage.setItem(RELOADED, served.join())
  await settled()
  location.reload()
}

/** The names of what a page begins with: those that have changed have other names in every version. */
const filesOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]*assets\/[^"]+)"/g)].map(([, file]) => file as string)
