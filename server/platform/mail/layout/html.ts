import type { Block, Email } from './email.ts'

/**
 * The HTML form of an email. Mail programs support only inline styles, lay out tables best and block external content:
 * so all styles are inline, and nothing is loaded. The style sheet serves only programs that support dark mode.
 */
export function emailAsHtml(email: Email, unsubscribeUrl: string | undefined): string {
  const foot = unsubscribeUrl
    ? `${escaped(email.reason)} <a href="${escaped(unsubscribeUrl)}" style="color:#6b7280">Unsubscribe</a>.`
    : escaped(email.reason)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(email.subject)}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<div style="display:none;max-height:0;overflow:hidden">${escaped(email.preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" style="background:#f3f4f6">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td class="ink" style="${FONT};font-size:15px;font-weight:700;color:#111827;padding:0 4px 12px">Docket</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e5e7eb;border-radius:8px;padding:24px">
${email.blocks.map(htmlOf).join('\n')}
</td></tr>
<tr><td class="faint" style="${FONT};font-size:12px;line-height:18px;color:#6b7280;padding:16px 4px 0">${foot}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const TEXT = `${FONT};font-size:15px;line-height:23px;color:#1f2937`

const DARK = `@media (prefers-color-scheme:dark){
.page{background:#111827!important}.card{background:#1f2937!important;border-color:#374151!important}
.ink,.card p,.card h1,.card td,.card li{color:#f3f4f6!important}.faint,.card .faint{color:#9ca3af!important}
.card a.link{color:#93c5fd!important}}`

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h1 style="${FONT};font-size:20px;line-height:28px;color:#111827;margin:0 0 12px">${escaped(block.text)}</h1>`
    case 'paragraph':
      return `<p style="${TEXT};margin:0 0 16px">${escaped(block.text)}</p>`
    case 'button':
      return buttonOf(block.label, block.url)
    case 'details':
      return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">
${block.details.map(([name, value]) => rowOf(name, value)).join('\n')}
</table>`
    case 'list':
      return `<ul style="margin:0 0 16px;padding:0 0 0 20px">${block.items.map(itemOf).join('')}</ul>`
  }
}

const buttonOf = (
  label: string,
  url: string,
): string => `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0 16px">
<tr><td style="background:#1d4ed8;border-radius:6px"><a href="${escaped(url)}" style="${FONT};display:inline-block;padding:10px 20px;font-size:15px;font-weight:600;color:#ffffff;text-decoration:none">${escaped(label)}</a></td></tr>
</table>`

const rowOf = (name: string, value: string): string =>
  `<tr><td class="faint" valign="top" style="${FONT};font-size:14px;line-height:22px;color:#6b7280;padding:2px 16px 2px 0;white-space:nowrap">${escaped(name)}</td><td style="${TEXT};font-size:14px;line-height:22px;padding:2px 0">${escaped(value)}</td></tr>`

function itemOf({ text, url, note }: { text: string; url?: string; note?: string }): string {
  const words = url
    ? `<a class="link" href="${escaped(url)}" style="color:#1d4ed8">${escaped(text)}</a>`
    : escaped(text)
  const after = note ? ` <span class="faint" style="color:#6b7280">${escaped(note)}</span>` : ''
  return `<li style="${TEXT};margin:0 0 6px">${words}${after}</li>`
}

/** Escapes text for HTML, in an element or in an attribute between double quotes. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
