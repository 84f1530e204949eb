import { AsyncLocalStorage } from 'node:async_hooks'
import type { Viewer } from './viewer.ts'

const acting = new AsyncLocalStorage<Viewer>()

/** Runs the work of a request on behalf of its viewer. */
export const runAs = (viewer: Viewer, work: () => void): void => acting.run(viewer, work)

/** The viewer of the request that is being handled; undefined outside of requests and on public routes. */
export const actingViewer = (): Viewer | undefined => acting.getStore()
