import { useEffect } from 'react'
import { useMessages } from '../../messages/index.ts'

/** What the browser shows as the name of the page. */
export function useTitle(title: string): void {
  const { appName } = useMessages()
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title, appName])
}
