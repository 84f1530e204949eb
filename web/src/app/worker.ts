/** Lets the app open without a network from now on. It waits until the page is there, so as not to slow it down. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => {
    // Where a browser forbids it, as in some private windows, everything else works.
    navigator.serviceWorker.register(new URL('worker.js', document.baseURI)).catch(() => {})
  }
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register)
}
