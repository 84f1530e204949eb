// Before the first paint, so that no page flashes in the other theme. A file of its own, because the
// Content-Security-Policy allows no script in the page.
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    let chosen = 'system'
    try {
      chosen = localStorage.getItem('docket.theme') ?? 'system'
    } catch {}
    document.documentElement.classList.toggle('dark', chosen === 'dark' || (chosen === 'system' && dark.matches))
  }
  apply()
  dark.addEventListener('change', apply)
  addEventListener('docket:theme', apply)
})()
