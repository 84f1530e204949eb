let written = { millis: 0, text: '' }

/** The only source of time. Tests set it; no other code reads the system clock. */
export const clock = {
  /** Milliseconds since the Unix epoch. */
  millis: (): number => Date.now(),
  /** The current time as ISO-8601 in UTC with milliseconds, the format of all stored instants. */
  now: (): string => {
    const millis = clock.millis()
    // Each request calls this several times, and many calls fall within one millisecond.
    if (millis !== written.millis) written = { millis, text: new Date(millis).toISOString() }
    return written.text
  },
}

/** The instant `ms` milliseconds from now, in the format of all stored instants. */
export function fromNow(ms: number): string {
  return new Date(clock.millis() + ms).toISOString()
}
