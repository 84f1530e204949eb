import { useEffect, useState } from 'react'
import { type FindDates, loadDateReader } from './read-date.ts'

/** The function that finds dates in a text, once it has loaded. */
export function useDateReader(language: string): FindDates | undefined {
  const [reader, setReader] = useState<{ find: FindDates }>()
  useEffect(() => {
    loadDateReader(language).then(
      (find) => setReader({ find }),
      () => {},
    )
  }, [language])
  return reader?.find
}
