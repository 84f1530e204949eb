/** The kinds of mail that one may switch off in one's profile. */
export const MAIL_KINDS = ['assigned', 'reminder', 'digest', 'completed'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** What a profile says about mail: a kind that is left out is sent, and the digest comes at 8 unless it says when. */
export type MailWishes = { [Kind in MailKind]?: boolean } & { digest_hour?: number }

export const DEFAULT_DIGEST_HOUR = 8
