import { ownName } from '../base-path.ts'

const RELOADED = ownName('reloaded')

/**
 * A page that is open during a deployment requests files that no longer exist. It is then reloaded, once for each
 * version; typed text is in the drafts. Without a connection, or if only one file failed, it is not reloaded.
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

/** The names of the files that a page starts with: changed files have a different name in each version. */
const filesOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]*assets\/[^"]+)"/g)].map(([, file]) => file as string)
