import { subscribers } from '../../../app/background.ts'
import { type Api, apiOn } from '../api.ts'
import { type Round, runPendingJobs } from '../background.ts'
import type { TestDatabase } from '../each-database.ts'
import { type Arrived, type SmtpSink, smtpSink } from './smtp-sink.ts'

/** The API with a real mail server, and with background work that the test controls. */
type MailingApi = Api & {
  sink: SmtpSink
  /** Relays events and runs each job once. */
  react(): Promise<Round>
  /** The same; then returns the emails that have arrived since the last call. */
  mails(): Promise<Arrived[]>
}

export const MAIL_HOST = 'https://tasks.example.org'

export function mailingApiOn(database: TestDatabase, settings: Record<string, string> = {}): MailingApi {
  const sink = smtpSink()
  const environment = {
    PUBLIC_URL: MAIL_HOST,
    HTTPS_REDIRECT: 'false',
    ...settings,
    // The address of the sink is known once it listens.
    get SMTP_URL() {
      return sink.url
    },
  }
  const api = apiOn(database, environment) as MailingApi
  const react = () => runPendingJobs(api.db, subscribers(api))
  const mails = async () => {
    const { failed } = await react()
    if (failed.length > 0) throw failed[0]?.reason
    return sink.mails()
  }
  return Object.assign(api, { sink, react, mails })
}

/** The link to a page in an email. */
export function linkIn(mail: Arrived | undefined, path: string): string {
  const found = mail?.text?.split(/\s+/).find((word) => word.startsWith(MAIL_HOST + path))
  if (!found) throw new Error(`no link to ${path} in ${mail?.text}`)
  return found
}

/** The token of that link, after the #. */
export const tokenIn = (mail: Arrived | undefined, path: string): string => linkIn(mail, path).split('#')[1] ?? ''
