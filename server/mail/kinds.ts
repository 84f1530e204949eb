/** The kinds of email that users can switch off in their profile. */
export const MAIL_KINDS = ['assigned', 'reminder', 'digest', 'completed'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** The hour of the digest for users who have not chosen one. */
export const DEFAULT_DIGEST_HOUR = 8
