/** Lets the app open without a network from now on. Runs after the page has loaded, so as not to slow it down. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => {
    // If the browser forbids it, as in some private windows, everything else works.
    navigator.serviceWorker.register(new URL('worker.js', document.baseURI)).catch(() => {})
  }
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register)
}
