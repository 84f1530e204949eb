import { useEffect, useRef } from 'react'
import { Button } from './Button.tsx'

/** Loads more when it becomes visible, or is pressed. */
export function MoreButton({ label, isLoading, onMore }: { label: string; isLoading: boolean; onMore(): void }) {
  const button = useRef<HTMLDivElement>(null)
  const latest = useRef(onMore)
  latest.current = onMore
  useEffect(() => {
    if (isLoading || !button.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current())
    observer.observe(button.current)
    return () => observer.disconnect()
  }, [isLoading])
  return (
    <div ref={button}>
      <Button kind="link" disabled={isLoading} onClick={onMore}>
        {label}
      </Button>
    </div>
  )
}
