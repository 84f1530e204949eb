// Runs in the page before anything of the app: what is to be measured there.
{
  const median = (sorted) => sorted[Math.floor(sorted.length / 2)] ?? 0
  const summary = (values) => {
    const sorted = values.toSorted((a, b) => a - b)
    return {
      count: sorted.length,
      median: median(sorted),
      p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      max: sorted.at(-1) ?? 0,
    }
  }
  const scroller = () => document.querySelector('[data-scroll]')
  const rows = () => document.querySelectorAll('[data-task]')

  const durations = []
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) durations.push(duration)
  }).observe({ type: 'event', durationThreshold: 16 })

  let frames = []
  let isWatching = false
  const nextFrame = () => new Promise(requestAnimationFrame)

  let rowsShownAt

  globalThis.bench = {
    /** Milliseconds from the last click, or from the start of the page, until rows were painted. */
    async untilRowsAreShown() {
      while (rowsShownAt === undefined) await nextFrame()
      return rowsShownAt
    },
    async untilHigherThan(pixels) {
      while (!(scroller()?.scrollHeight >= pixels)) await nextFrame()
    },

    /** Milliseconds between the frames until `stopFrames`. */
    startFrames() {
      frames = []
      isWatching = true
      const note = (time) => {
        frames.push(time)
        if (isWatching) requestAnimationFrame(note)
      }
      requestAnimationFrame(note)
    },
    stopFrames() {
      isWatching = false
      return summary(frames.slice(1).map((time, index) => time - frames[index]))
    },

    /** Scrolls for so many frames, and says in how many of them there was no row in the middle. */
    async scroll(count, pixels) {
      const area = scroller()
      const { left, top, width, height } = area.getBoundingClientRect()
      let blank = 0
      bench.startFrames()
      for (let frame = 0; frame < count; frame++) {
        area.scrollTop += pixels
        await nextFrame()
        const middle = document.elementFromPoint(left + width / 2, top + height / 2)
        if (!middle?.closest('[data-task]')) blank += 1
      }
      return { ...bench.stopFrames(), blank, reached: area.scrollTop }
    },

    /** How long the keys and clicks since the last call took until the next paint. Chromium reports those from 16 ms. */
    takeInteractions() {
      return summary(durations.splice(0))
    },

    /** When the text is in a row, and in how many rows anything has changed within a second. */
    async watchChange(text) {
      const changed = new Set()
      let shownAt
      const observer = new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement
          const row = element?.closest('[data-task]')
          if (row) changed.add(row)
        }
        if (!shownAt && [...rows()].some((row) => row.textContent.includes(text))) shownAt = Date.now()
      })
      observer.observe(scroller(), { subtree: true, childList: true, characterData: true, attributes: true })
      await new Promise((done) => setTimeout(done, 1_500))
      observer.disconnect()
      return { shownAt, rows: changed.size }
    },
  }

  let clickedAt = 0
  addEventListener(
    'click',
    ({ timeStamp }) => {
      clickedAt = timeStamp
      rowsShownAt = undefined
    },
    { capture: true },
  )
  const note = () => {
    if (rowsShownAt !== undefined || !location.pathname.includes('/project/') || rows().length < 10) return
    requestAnimationFrame(() => {
      rowsShownAt ??= performance.now() - clickedAt
    })
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true })
}
