import type { PublicAddress } from '../../../platform/http/addresses/public-address.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { type Page, sendPage } from '../../../platform/http/responses/page.ts'

/**
 * The pages that links in emails open. The token is in the fragment, which browsers do not send, so that it appears in
 * no access log. Nothing happens before a button is pressed, because mail filters open links too.
 */
export function linkPages(app: HttpServer): void {
  for (const [url, page] of Object.entries(pagesOf(app.publicAddress))) {
    app.get(url, { config: { public: true }, schema: { hide: true } }, (_request, reply) => sendPage(reply, page))
  }
}

const scriptFor = (url: string, done: string): string => `
const form = document.querySelector('form'), said = document.querySelector('output')
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  said.textContent = ''
  const body = { token: location.hash.slice(1), ...Object.fromEntries(new FormData(form)) }
  const headers = { 'content-type': 'application/json' }
  try {
    const response = await fetch('${url}', { method: 'POST', headers, body: JSON.stringify(body) })
    if (response.ok) { form.hidden = true; said.textContent = '${done}' }
    else said.textContent = (await response.json()).detail
  } catch { said.textContent = 'The server cannot be reached. Try again.' }
})`

const pagesOf = ({ pathOf }: PublicAddress): Record<string, Page> => ({
  '/reset-password': {
    title: 'Set a new password',
    body: `<form>
<label for="password">New password, at least 8 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" required autofocus>
<button>Set password</button>
</form>
<output role="status"></output>`,
    script: scriptFor(pathOf('/api/password-reset/confirm'), 'Your password is set. You can log in with it now.'),
  },
  '/confirm-email': {
    title: 'Confirm your address',
    body: `<form><button>Confirm</button></form>
<output role="status"></output>`,
    script: scriptFor(pathOf('/api/email-confirmation/confirm'), 'Thank you: your address is confirmed.'),
  },
})
