import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

/** A small HTML page. `body` and `script` must be our own text: callers escape any text of users. */
export type Page = { title: string; body: string; script?: string }

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:15vh auto 0;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 1rem}label{display:block;margin:0 0 .25rem}
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;margin:0 0 1rem}
button{font:inherit;padding:.5rem 1.25rem;border:0;border-radius:6px;background:#1d4ed8;color:#fff;cursor:pointer}`

/** Sends a page that loads nothing, runs only its own script and cannot be framed. */
export function sendPage(reply: FastifyReply, { title, body, script }: Page): FastifyReply {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(STYLE)}'`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(script ? [`script-src '${hashOf(script)}'`] : []),
  ]
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy.join('; '))
    .header('cache-control', 'no-store')
    .serializer(String)
    .send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Docket</title>
<style>${STYLE}</style>
<main>
<h1>${title}</h1>
${body}
</main>
${script ? `<script>${script}</script>\n` : ''}</html>
`)
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
