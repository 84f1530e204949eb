import { restoring } from './early.ts'
import '../ui/theme/tokens.css'
import '../ui/theme/base.css'
import './start.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { revokeOwed, session } from '../api/account.ts'
import { copiedUser, keepCopies, restoreCopies } from '../api/offline/copies.ts'
import { eraseCopies, eraseCopiesOfOthers } from '../api/offline/database.ts'
import { queue } from '../api/offline/queue.ts'
import { Refusal } from '../api/server/client.ts'
import { reloadAfterDeployment } from '../api/server/deployment.ts'
import { taskStore } from '../api/tasks/task-store.ts'
import { changesSettled } from '../api/tasks/writing.ts'
import { currentMessages, preferredLanguage, setLanguage } from '../messages/index.ts'
import { EmptyState } from '../ui/feedback/EmptyState.tsx'
import { clearToasts, Toasts } from '../ui/feedback/toasts.tsx'
import { withholdComposingEnter } from '../ui/keys.ts'
import { createAppRouter, insidePages } from './router.tsx'
import { registerWorker } from './worker.ts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The server sends an event when something has changed.
      refetchOnWindowFocus: false,
      // Data that was read once can be opened without a network.
      networkMode: 'always',
      gcTime: 24 * 60 * 60 * 1000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
    },
    // A change that cannot be sent fails at once, rather than waiting for a connection.
    mutations: { networkMode: 'always' },
  },
})
const router = createAppRouter()
const RESTORE_EVERY_MS = 3_000

// Data of one user must not be available to the next.
let user = session.get()?.user.id
session.subscribe(() => {
  const before = user
  user = session.get()?.user.id
  if (user === before) return
  // Also at login: a response to the last user may have arrived after the logout.
  taskStore.clear()
  void queue.restart()
  if (before !== undefined) void eraseCopies(before)
  if (user !== undefined) void eraseCopiesOfOthers(user)
  if (before !== undefined) clearToasts()
  // The page is left first: while it is mounted, it would request everything again.
  void router.invalidate().then(() => {
    if (before === undefined) return
    taskStore.clear()
    if (session.get()) void queries.resetQueries()
    else queries.clear()
  })
})

withholdComposingEnter()
reloadAfterDeployment(changesSettled)
const words = setLanguage(preferredLanguage(), false)
const page = createRoot(document.getElementById('app') as HTMLElement)
void revokeOwed()
window.addEventListener('online', () => void revokeOwed())
void start()

/** Not awaited by this module: files that are loaded here import from its own file, and would wait for it. */
async function start(): Promise<void> {
  loadInsideEarly()
  await Promise.all([words, restoreSession()])
  await loadPage()
  keepCopies(queries)
  // Rendered in slices, so that a slow phone responds to a tap in between.
  startTransition(() =>
    page.render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
          <Toasts />
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
  registerWorker()
}

/** Resolves the address, which may redirect. Until then the page stays as index.html starts it. */
async function loadPage(): Promise<void> {
  const stop = router.history.subscribe(router.load)
  await router.load()
  stop()
}

/** Loads the code while the session is refreshed, or while the user fills in the login form. */
function loadInsideEarly(): void {
  const load = () => void insidePages().catch(() => {})
  if (session.mayExist()) load()
  else document.addEventListener('focusin', load, { once: true })
}

/**
 * An unreachable server has not ended the session: the copy on the device is used, or without one, the app waits for
 * the server.
 */
async function restoreSession(): Promise<void> {
  for (let asked = restoring; asked || session.mayExist(); asked = undefined) {
    try {
      // The session may have ended since the last visit.
      if (!(await (asked ?? session.refresh()))) await eraseCopiesOfOthers()
      return
    } catch {
      const user = await copiedUser(session.lastUser())
      if (user) {
        session.resume(user)
        return restoreCopies(user.id, queries).catch(() => {})
      }
      await words
      page.render(<EmptyState text={currentMessages().trouble.unreachable} />)
      await new Promise((next) => setTimeout(next, RESTORE_EVERY_MS))
    }
  }
}
