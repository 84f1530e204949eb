import type { ProfileFields } from '../../features/profiles/schema.ts'
import { canonicalTimeZone } from '../../platform/time-zone.ts'
import type { Row } from './import-table.ts'
import { cleanText, shortened } from './values.ts'

type Sources = {
  user: Row<'users'>['fields']
  profile: Row<'profiles'>['fields'] | undefined
  /** The display name if there is no other. */
  fallback: string | null
}

/**
 * The profile of an account, from the columns of its own row and from its row in a table of profiles, which has
 * precedence.
 */
export function profileFrom({ user, profile = {}, fallback }: Sources, note: (text: string) => void): ProfileFields {
  const text = (field: keyof typeof profile & keyof typeof user) => cleanText(profile[field]) || cleanText(user[field])
  const fullName = [user.first_name, user.last_name].map(cleanText).filter(Boolean).join(' ')
  const display_name = text('display_name') || fullName || fallback
  const fields: ProfileFields = {}
  if (display_name) fields.display_name = cut(display_name, 150, 'display name', note)
  if (text('bio')) fields.bio = cut(text('bio'), 2_000, 'bio', note)
  const avatar = text('avatar_url')
  if (/^https?:\/\/\S{1,490}$/.test(avatar)) fields.avatar_url = avatar
  else if (avatar) note('the avatar is not an http or https URL and is omitted')
  const timezone = text('timezone')
  const canonical = canonicalTimeZone(timezone)
  if (canonical) fields.timezone = canonical
  else if (timezone) note(`the time zone ${JSON.stringify(timezone)} does not exist and is omitted`)
  const locale = text('locale').replaceAll('_', '-')
  if (isLocale(locale)) fields.locale = locale
  else if (locale) note(`the language ${JSON.stringify(locale)} does not exist and is omitted`)
  return fields
}

function cut(text: string, most: number, what: string, note: (text: string) => void): string {
  const { short, isCut } = shortened(text, most)
  if (isCut) note(`the ${what} is shortened to ${most} characters`)
  return short
}

function isLocale(locale: string): boolean {
  try {
    return locale !== '' && locale.length <= 35 && Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}
