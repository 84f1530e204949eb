import { useEffect, useState } from 'react'

const PAUSE_MS = 150

/** A text once nothing has been typed for a moment. */
export function useDelayed(text: string): string {
  const [delayed, setDelayed] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return delayed
}
