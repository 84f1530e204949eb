/** The kinds of mail that one may switch off in one's profile. */
export const MAIL_KINDS = ['assigned', 'reminder', 'digest', 'completed'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** When the digest comes to those who have not said when. */
export const DEFAULT_DIGEST_HOUR = 8
