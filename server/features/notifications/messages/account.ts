import { button, type Email, heading, paragraph } from '../../../platform/mail/layout/email.ts'
import type { SystemRole } from '../../../tables/tables.ts'

// These e-mails contain no name: anyone may register with the address of another person, and would choose what it
// says.

/** To a new account; without a link if the address is already confirmed. */
export function welcome(confirmUrl: string | undefined): Email {
  const confirmation = confirmUrl
    ? [paragraph('Please confirm that this address is yours.'), button('Confirm this address', confirmUrl)]
    : []
  return {
    subject: 'Welcome to Docket',
    preview: 'Your account is ready.',
    blocks: [heading('Welcome to Docket'), paragraph('Your account is ready.'), ...confirmation],
    reason: 'You get this because an account was made with this address. If that was not you, ignore it.',
  }
}

/** To an address that has changed, or whose owner has requested another link. */
export function confirmAddress(confirmUrl: string): Email {
  return {
    subject: 'Confirm your address',
    preview: 'One click, and Docket knows that this address is yours.',
    blocks: [
      heading('Confirm your address'),
      paragraph('Please confirm that this address is yours. The link is good for a week.'),
      button('Confirm this address', confirmUrl),
    ],
    reason: 'You get this because this address was given for an account. If that was not you, ignore it.',
  }
}

/** To the former address of an account whose address was changed or removed. */
export function addressChanged(): Email {
  return {
    subject: 'Your address was changed',
    preview: 'Mail about your account does not come here any more.',
    blocks: [
      heading('Your address was changed'),
      paragraph('This is not the address of your account any more: mail about it does not come here from now on.'),
      paragraph('If it was not you, tell your administrator: somebody else may be in your account.'),
    ],
    reason: 'You get this because this was the address of an account until now.',
  }
}

/** To the owner of an account whose password has changed. */
export function passwordChanged(byOwner: boolean): Email {
  const change = byOwner
    ? 'The password of your account was changed, and all sessions were ended.'
    : 'An administrator set a new password for your account, and all sessions were ended.'
  return {
    subject: 'Your password was changed',
    preview: change,
    blocks: [
      heading('Your password was changed'),
      paragraph(change),
      paragraph('If you did not expect this, reset your password and tell your administrator.'),
    ],
    reason: SECURITY_REASON,
  }
}

const ROLES: Record<SystemRole, string> = {
  admin: 'Your account has the role of an administrator now: it can see and change everything.',
  auditor: 'Your account has the role of an auditor now: it can see everything and change what any user can change.',
  user: 'Your account does not have the role of an administrator or auditor anymore.',
}

/** To the owner of an account whose role has changed. */
export function roleChanged(role: SystemRole): Email {
  const change = ROLES[role]
  return {
    subject: 'Your role was changed',
    preview: change,
    blocks: [
      heading('Your role was changed'),
      paragraph(change),
      paragraph('If you did not expect this, tell your administrator.'),
    ],
    reason: SECURITY_REASON,
  }
}

const SECURITY_REASON =
  'You get this because it concerns the security of your account. Such mail cannot be switched off.'

export function passwordReset(resetUrl: string): Email {
  return {
    subject: 'Set a new password',
    preview: 'The link is good for an hour, once.',
    blocks: [
      heading('Set a new password'),
      paragraph(
        'Somebody, hopefully you, asked to set a new password for your account. The link is good for an hour, once.',
      ),
      button('Set a new password', resetUrl),
      paragraph('If it was not you, do nothing: your password stays as it is.'),
    ],
    reason: 'You get this because a new password was asked for.',
  }
}
