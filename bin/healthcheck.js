// healthcheck.js [PATH | URL]: exits with 0 while the Docket on this machine answers, or the one at the URL. Every role answers on
// METRICS_PORT.
const port = process.env.METRICS_PORT || process.env.PORT || 8000
const url = new URL(process.argv[2] ?? '/health', `http://127.0.0.1:${port}`)

fetch(url, { signal: AbortSignal.timeout(8_000) }).then(
  (response) => process.exit(response.ok ? 0 : 1),
  (error) => {
    console.error(`No response from ${url.origin}: ${error.cause?.message ?? error.message}.`)
    process.exit(1)
  },
)
