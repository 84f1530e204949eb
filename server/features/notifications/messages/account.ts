import { button, type Email, heading, paragraph } from '../../../platform/mail/layout/email.ts'
import type { SystemRole } from '../../../tables/tables.ts'

// These emails contain no name: anyone may register with the address of another person, and would choose what it
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
    reason: 'You are receiving this because an account was created with this address. If that was not you, ignore it.',
  }
}

/** To an address that has changed, or whose owner has requested another link. */
export function confirmAddress(confirmUrl: string): Email {
  return {
    subject: 'Confirm your address',
    preview: 'Confirm with one click that this address is yours.',
    blocks: [
      heading('Confirm your address'),
      paragraph('Please confirm that this address is yours. The link is valid for a week.'),
      button('Confirm this address', confirmUrl),
    ],
    reason: 'You are receiving this because this address was entered for an account. If that was not you, ignore it.',
  }
}

/** To the former address of an account whose address was changed or removed. */
export function addressChanged(): Email {
  return {
    subject: 'Your address was changed',
    preview: 'Mail about your account is no longer sent here.',
    blocks: [
      heading('Your address was changed'),
      paragraph('This is no longer the address of your account. Mail about it is no longer sent here.'),
      paragraph('If it was not you, contact your administrator: somebody else may have access to your account.'),
    ],
    reason: 'You are receiving this because this was the address of an account until now.',
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
      paragraph('If you did not expect this, reset your password and contact your administrator.'),
    ],
    reason: SECURITY_REASON,
  }
}

const ROLES: Record<SystemRole, string> = {
  admin: 'Your account is now an administrator: it can see and change everything.',
  auditor: 'Your account is now an auditor: it can see everything and change what any user can change.',
  user: 'Your account is no longer an administrator or auditor.',
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
      paragraph('If you did not expect this, contact your administrator.'),
    ],
    reason: SECURITY_REASON,
  }
}

const SECURITY_REASON =
  'You are receiving this because it concerns the security of your account. Such emails cannot be switched off.'

export function passwordReset(resetUrl: string): Email {
  return {
    subject: 'Set a new password',
    preview: 'The link is valid for one hour and can be used once.',
    blocks: [
      heading('Set a new password'),
      paragraph(
        'Somebody, hopefully you, requested a new password for your account. The link is valid for one hour and can be used once.',
      ),
      button('Set a new password', resetUrl),
      paragraph('If it was not you, ignore this email: your password has not changed.'),
    ],
    reason: 'You are receiving this because a new password was requested.',
  }
}
