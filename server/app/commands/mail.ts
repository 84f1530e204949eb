import { Command } from 'commander'
import { Email } from '../../features/accounts/schema.ts'
import { mailFrom, type SampleMail } from '../../mail/mail-sender.ts'
import type { Config } from '../../platform/config/config.ts'
import { canonicalTimeZone } from '../../platform/time-zone.ts'
import { sampleMails } from '../background.ts'
import { sendTestMail } from '../mail-test.ts'
import { publicUrlOf } from '../resources.ts'
import { readSettings } from './settings.ts'

type PreviewOptions = { html?: boolean; locale: string; timezone: string }

/** `docket mail`: shows what the emails look like. */
export function mailCommand(): Command {
  const command = new Command('mail').description('Preview and test the emails that Docket sends')
  command
    .command('preview')
    .description('Print an email with sample values; without a name, list the emails')
    .argument('[name]')
    .option('--html', 'print the HTML version')
    .option('--locale <tag>', 'the language of its dates', 'en')
    .option('--timezone <name>', 'the time zone of its dates', 'UTC')
    .action(preview)
  command
    .command('test')
    .description('Send a test email through SMTP_URL, and print the response of the mail server')
    .argument('<address>')
    .action(sendTest)
  return command
}

async function sendTest(address: string): Promise<void> {
  const config = readSettings()
  const { Check } = await import('typebox/value')
  if (config.smtpUrl && !Check(Email, address)) throw new Error(`${JSON.stringify(address)} is not an email address.`)
  const { messageId, response } = await sendTestMail(config, address, '`docket mail test`')
  print(`The mail server accepted ${messageId} for ${address}: ${response}`)
}

function preview(name: string | undefined, options: PreviewOptions, command: Command): void {
  const config = readSettings()
  const samples = sampleMails(publicUrlOf(config), readingFrom(options, command))
  const names = Object.keys(samples)
  const sample = samples[name ?? '']
  if (name !== undefined && sample) showSample(name, sample, options, config)
  else if (name === undefined) print(names.join('\n'))
  else command.error(`there is no email ${name}; use one of: ${names.join(', ')}`)
}

function showSample(name: string, sample: SampleMail, options: PreviewOptions, config: Config): void {
  const ann = { id: 1, name: 'Ann Example', address: 'ann@example.com', isConfirmed: true, ...options }
  const unsubscribeUrl = sample.kind && `${publicUrlOf(config)}/api/unsubscribe?token=sample`
  const mail = mailFrom(ann, sample.email, name, unsubscribeUrl)
  print(options.html ? mail.html : `${headOf(mail, config)}\n\n${mail.text.trimEnd()}`)
}

function headOf({ to, subject, headers = {} }: ReturnType<typeof mailFrom>, { emailFrom }: Config): string {
  const lines = { From: emailFrom, To: `${to.name} <${to.address}>`, Subject: subject, ...headers }
  return Object.entries(lines)
    .map(([header, value]) => `${header}: ${value}`)
    .join('\n')
}

function readingFrom({ locale, timezone: name }: PreviewOptions, command: Command) {
  const timezone = canonicalTimeZone(name)
  if (timezone === undefined) command.error(`there is no time zone ${name}; use an IANA name like Europe/Berlin`)
  try {
    Intl.getCanonicalLocales(locale)
  } catch {
    command.error(`${locale} is not a language tag; use one like en or de-DE`)
  }
  return { locale, timezone }
}

const print = (text: string): void => void process.stdout.write(`${text.trimEnd()}\n`)
