let written = { millis: 0, text: '' }

/** The only source of time. Tests move it; nothing else reads the system clock. */
export const clock = {
  /** Milliseconds since the Unix epoch. */
  millis: (): number => Date.now(),
  /** Now as ISO-8601 in UTC with milliseconds, the form that every row stores. */
  now: (): string => {
    const millis = clock.millis()
    // Asked for several times a request, and by many in one millisecond.
    if (millis !== written.millis) written = { millis, text: new Date(millis).toISOString() }
    return written.text
  },
}

/** The instant `ms` milliseconds from now, in the form that every row stores. */
export function fromNow(ms: number): string {
  return new Date(clock.millis() + ms).toISOString()
}
