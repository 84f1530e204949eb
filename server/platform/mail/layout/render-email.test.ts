import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { button, details, type Email, heading, paragraph } from './email.ts'
import { renderEmail } from './render-email.ts'

const email = (blocks: Email['blocks'], subject = 'Water the beds'): Email => ({
  subject,
  preview: 'Ann assigned a task to you.',
  blocks,
  reason: 'You are receiving this because Ann assigned a task to you.',
})

describe('An email', () => {
  test('has the same content as text and as HTML', () => {
    const { text, html } = renderEmail(
      email([
        heading('A task for you'),
        paragraph('Ann asks you to do this.'),
        details(['Task', 'Water the beds'], ['Due', 'tomorrow']),
        { kind: 'list', items: [{ text: 'Weed', url: 'https://d.example/tasks/1', note: 'yesterday' }] },
        button('Open the task', 'https://d.example/tasks/7'),
      ]),
      'https://d.example/unsubscribe',
    )
    const expected = [
      'A task for you',
      'Ann asks you to do this.',
      'Water the beds',
      'tomorrow',
      'Weed',
      'https://d.example/tasks/1',
      'https://d.example/tasks/7',
      'https://d.example/unsubscribe',
      'because Ann assigned a task to you.',
    ]
    for (const words of expected) {
      ok(text.replaceAll(/\s+/g, ' ').includes(words), `the text says ${words}`)
      ok(html.includes(words), `the HTML says ${words}`)
    }
  })

  test('escapes markup in user input', () => {
    const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)> & <b>`
    const blocks = [
      heading(evil),
      paragraph(evil),
      details([evil, evil]),
      button(evil, `https://d.example/?a=${evil}`),
      { kind: 'list', items: [{ text: evil, note: evil }] },
    ] as const
    const { html } = renderEmail({ ...email(blocks, evil), preview: evil, reason: evil }, `https://d.example/${evil}`)
    ok(!/<script|<img|<b>/.test(html))
    equal(html.match(/&quot;&gt;&lt;script&gt;alert\(&#39;x&#39;\)&lt;\/script&gt;/g)?.length, 12)
  })

  test('loads no external resources', () => {
    const { html } = renderEmail(email([paragraph('See https://d.example'), button('Go', 'https://d.example')]))
    ok(!/\b(src|background)=|url\(|<link|@import/i.test(html))
    match(html, /prefers-color-scheme:dark/)
  })

  test('puts a title on one line, so that it cannot pass for a paragraph or a header', () => {
    const title = 'Hello\r\nBcc: all@example.com\n\nDear user,\u202e click here'
    const { subject, text } = renderEmail(email([paragraph(title)], title))
    equal(subject, 'Hello Bcc: all@example.com Dear user, click here')
    match(text, /^Hello Bcc: all@example.com Dear user, click here\n/)
  })

  test('truncates a long subject between characters', () => {
    const { subject } = renderEmail(email([], '🌱'.repeat(255)))
    deepEqual([...subject].length, 150)
    ok(subject.isWellFormed() && subject.endsWith('…'))
  })

  test('wraps the lines of its text, but no URL', () => {
    const url = `https://d.example/${'x'.repeat(100)}`
    const { text } = renderEmail(email([paragraph('word '.repeat(60)), button('Go', url)]), url)
    for (const line of text.split('\n')) ok(line.length <= 72 || line === url, line)
    equal(text.split('\n').filter((line) => line === url).length, 2)
  })
})
