import { useEffect } from 'react'
import { useMessages } from '../../messages/index.ts'

/** Sets the title of the page in the browser. */
export function useTitle(title: string): void {
  const { appName } = useMessages()
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title, appName])
}
