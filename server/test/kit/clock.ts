import { after, before, type TestContext } from 'node:test'
import { clock } from '../../platform/clock.ts'

/** Milliseconds since the epoch, or an instant as text; a function if the time goes on. */
type Moment = number | string | (() => number)

const found = new WeakMap<object, () => number>()

/** Sets the server's clock until the test ends. The result sets it back earlier. */
export function setClock(test: Pick<TestContext, 'after'>, moment: Moment): () => void {
  const millis = found.get(test) ?? clock.millis
  const restore = () => {
    clock.millis = millis
  }
  if (!found.has(test)) test.after(restore)
  found.set(test, millis)
  clock.millis = asFunction(moment)
  return restore
}

/** Sets the server's clock before the tests of the enclosing suite, and back after them. */
export function setClockForSuite(moment: Moment): void {
  const { millis } = clock
  before(() => {
    clock.millis = asFunction(moment)
  })
  after(() => {
    clock.millis = millis
  })
}

function asFunction(moment: Moment): () => number {
  if (typeof moment === 'function') return moment
  const millis = typeof moment === 'string' ? Date.parse(moment) : moment
  return () => millis
}
