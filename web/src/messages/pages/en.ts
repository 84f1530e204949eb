import { plural } from '../plural.ts'

/** The number of tasks of a project or a category. */
export type Counted = { open: number; closed: number; isExact: boolean }

const tasks = (count: number, isExact = true) =>
  isExact ? plural('en', count, { one: '1 task', other: `${count} tasks` }) : `more than ${count} tasks`
const categoriesIn = (count: number) => plural('en', count, { one: '1 category', other: `${count} categories` })

/** The texts of rarely used pages, which are loaded with the first of them. */
export const en = {
  members: {
    title: 'Members',
    count: (count: number) => plural('en', count, { one: '1 member', other: `${count} members` }),
    list: 'Members of the project',
    add: 'Add a person',
    addHint: 'Name, username or email',
    addNamed: (name: string) => `Add “${name}” by username or email`,
    found: 'People found',
    nobodyFound: 'Nobody found. Type the whole username or email address.',
    allMembers: 'Everybody found is already a member.',
    newRole: 'Role of the person to add',
    added: (name: string) => `Added ${name}`,
    you: 'you',
    role: (name: string) => `Role of ${name}`,
    roles: { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' },
    rolesTitle: 'What each role can do',
    meanings: {
      owner: 'Change and delete the project, choose its members, and everything that editors do.',
      editor: 'Add, change and delete the tasks and categories of the project.',
      viewer: 'Read everything. Change only tasks that are assigned to them.',
    },
    remove: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name} from the project?`,
    removeText: (name: string) => `${name} will no longer see the project, and their tasks in it will be unassigned.`,
    leave: 'Leave project',
    leaveTitle: 'Leave this project?',
    leaveText:
      'You will no longer see the project, and your tasks in it will be unassigned. Only an owner can add you again.',
    left: (project: string) => `You left “${project}”`,
    stepDown: (role: string) => `Change my role to ${role}`,
    stepDownTitle: 'Give up ownership?',
    stepDownText: 'Only another owner can make you an owner again.',
    failed: 'The members could not be loaded.',
  },
  project: {
    editTitle: 'Rename and colour',
    editedMeanwhile: (name: string) =>
      `Somebody else has changed this project, which is now called “${name}”. Save again to replace what they changed, or cancel to keep it.`,
    delete: 'Delete project',
    deleteTitle: (name: string) => `Delete “${name}”?`,
    lost: ({ open, closed, isExact }: Counted, categories: number) => {
      const all = open + closed
      const parts = [
        ...(all > 0 ? [`${tasks(all, isExact)} (${open} open, ${closed} closed)`] : []),
        ...(categories > 0 ? [categoriesIn(categories)] : []),
      ]
      return parts.length > 0
        ? `Deletes ${parts.join(' and ')}, for everybody in the project.`
        : 'The project has no tasks and no categories.'
    },
    lostUncounted: 'Deletes all its tasks and categories, for everybody in the project. They could not be counted.',
    cannotUndo: 'This cannot be undone.',
    cannotUndoButArchive: 'This cannot be undone. An archived project can still be read.',
    notDeletedStale:
      'Somebody else has just changed this project, so it was not deleted. Delete again if you still mean to.',
  },
  categories: {
    title: 'Categories',
    add: 'Add category',
    list: 'Categories by name',
    empty: 'Categories organize the tasks of this project, such as “Design” or “Bugs”.',
    emptyOwn: 'Categories organize your private tasks, such as “Errands” or “Reading”.',
    emptyToRead: 'This project has no categories.',
    ownText: 'For your tasks without a project. Each project has categories of its own.',
    edit: (name: string) => `Edit “${name}”`,
    editTitle: 'Edit category',
    editedMeanwhile: (name: string) =>
      `Somebody else has changed this category, which is now called “${name}”. Save again to replace what they changed, or cancel to keep it.`,
    deleteNamed: (name: string) => `Delete “${name}”`,
    delete: 'Delete category',
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteText: ({ open, closed, isExact }: Counted) =>
      open + closed === 0
        ? 'No task has this category.'
        : isExact && open + closed === 1
          ? '1 task will have no category. Nothing else about it changes.'
          : `${capital(tasks(open + closed, isExact))} will have no category. Nothing else about them changes.`,
    deleteUncounted: 'Its tasks will have no category. Nothing else about them changes.',
    failed: 'The categories could not be loaded.',
  },
  settings: {
    sectionsOf: 'Sections of the settings',
    sections: {
      profile: 'Profile',
      categories: 'Categories',
      emails: 'Emails',
      account: 'Account',
      sessions: 'Sessions',
    },
    aboutYou: 'About you',
    bio: 'About me',
    picture: 'Picture URL',
    pictureHint: 'For other programs. Docket shows initials, so that no other server learns who reads your tasks.',
    pictureExample: 'https://',
    timeZoneHint: 'Determines which day is today, and when the digest is sent.',
    reminder: 'Default reminder',
    reminderHint: 'Added to each new task with a due date. Only you see it.',
    noReminder: 'None',
    reminders: {
      PT0S: 'When it is due',
      PT10M: '10 minutes before',
      PT30M: '30 minutes before',
      PT1H: '1 hour before',
      P1D: '1 day before',
      P7D: '1 week before',
    },
    emailsTitle: 'Emails to you',
    noAddress: 'Your account has no email address, so none of these can be sent.',
    emails: {
      assigned: { label: 'Assigned to you', hint: 'Somebody assigns a task to you.' },
      completed: { label: 'Completed by others', hint: 'Somebody completes a task that you created.' },
      reminder: { label: 'Reminders', hint: 'A reminder that you have set is due.' },
      digest: { label: 'Daily digest', hint: 'Your overdue tasks, once a day, if there are any.' },
    },
    digestHour: 'Hour of the digest',
    digestZone: (zone: string) => `In the time zone of your profile, ${zone}.`,
    login: 'Login',
    changeUsername: 'Change username',
    address: 'Email address',
    withoutAddress: 'None. Without an address, you cannot reset a forgotten password.',
    confirmed: 'Confirmed',
    notConfirmed: 'Not confirmed yet.',
    sendConfirmation: 'Send the link again',
    confirmationSent: 'A link is on its way to this address. It is valid for one week.',
    newAddress: 'New address',
    changeAddress: 'Change address',
    setAddress: 'Set an address',
    addressChanged: 'Address changed. A link to confirm it is on its way.',
    password: 'Password',
    passwordText: 'A new password logs you out everywhere else.',
    passwordChanged: 'Password changed',
    data: 'Your data',
    exportText:
      'Everything about you as one JSON file: profile, tasks, categories, reminders, sessions and what you did.',
    export: 'Download my data',
    preparing: 'Preparing the file…',
    deleteTitle: 'Delete account',
    deleteText: 'Download your data first, if you want to keep it.',
    delete: 'Delete my account',
    deleteQuestion: 'Delete your account?',
    deleteWarning:
      'Your private tasks and categories, and projects in which you are alone, will be lost for good. Your tasks in other projects remain. Where you are the only owner, another member becomes the owner.',
    deleted: 'Your account is deleted.',
    sessionsTitle: 'Where you are logged in',
    sessionsText: 'End any session that you do not recognize, and then change your password.',
    sessionsFailed: 'The sessions could not be loaded.',
    device: (program: string, system: string) => `${program} on ${system}`,
    unknownDevice: 'Unknown device',
    currentSession: 'This session',
    since: (day: string) => `since ${day}`,
    lastUsed: (ago: string) => `last used ${ago}`,
    end: 'End',
    endNamed: (name: string) => `End ${name}`,
    endOthers: 'End all others',
    endOthersTitle: 'End all other sessions?',
    endOthersText: (count: number) =>
      plural('en', count, {
        one: 'One device will have to log in again.',
        other: `${count} devices will have to log in again.`,
      }),
    endedOthers: (count: number) => plural('en', count, { one: 'Ended 1 session', other: `Ended ${count} sessions` }),
  },
  links: {
    resetTitle: 'Set a new password',
    resetText: 'This logs you out everywhere.',
    reset: 'Set password',
    resetDone: 'Your password is set. You can log in with it now.',
    expired: 'This link has been used, has expired or is incomplete.',
    requestNew: 'Send a new link',
    confirmTitle: 'Confirm your address',
    confirmText: 'So that Docket knows that its emails reach you.',
    confirm: 'Confirm',
    confirmDone: 'Your address is confirmed.',
    confirmExpired: 'This link has been used, has expired or is incomplete. If you have used it, all is well.',
    logInForNew: 'Log in for a new link',
    toDocket: 'Go to Docket',
    unsubscribeTitle: 'Stop these emails?',
    unsubscribeText: (name: string) => `You will no longer get these emails: ${name}.`,
    unsubscribe: 'Stop them',
    unsubscribed: (name: string) => `You no longer get these emails: ${name}.`,
    unsubscribeInvalid: 'This link is incomplete. Open it again from the email, or choose your emails in the settings.',
    chooseEmails: 'Choose which emails you get',
    theseMails: 'of this kind',
  },
  overview: {
    title: 'Overview',
    whose: 'Whose tasks',
    me: 'Me',
    everyone: 'Everyone',
    period: 'Period',
    lastDays: (days: number) => (days === 365 ? 'Last year' : `Last ${days} days`),
    completedPerDay: 'Completed per day',
    completedPerWeek: 'Completed per week',
    completedIn: (count: number, days: number, change: number | undefined) => {
      const done = `${count} in ${days} days`
      if (change === undefined) return done
      if (change === 0) return `${done}, as many as before`
      return `${done}, ${Math.abs(change)} % ${change > 0 ? 'more' : 'less'} than before`
    },
    completedOn: (day: string, count: number) => `${day}: ${count} completed`,
    overdueNow: (now: number, before: number, day: string) => `${now} today, ${before} on ${day}`,
    showTable: 'Show as table',
    showCharts: 'Show as charts',
    tableOfDays: 'Completed and overdue tasks by day',
    day: 'Day',
    completed: 'Completed',
    overdue: 'Overdue',
    byPriority: 'Open by priority',
    byStatus: 'Open by status',
    projects: 'Projects',
    project: 'Project',
    open: 'Open',
    done: 'Done',
    notExact: 'There are too many tasks to count: these numbers cover 10,000 of them.',
    failed: 'The overview could not be loaded.',
    empty: 'Charts of completed, open and overdue tasks appear here once there are tasks.',
  },
  /** Refusals of the server, by code. */
  refusals: {
    'login.failed': 'The username or the password is wrong.',
    'registration.closed': 'Registration is closed here. Ask an administrator for an account.',
    'member.already': 'This person is already a member.',
    'member.last_owner': 'A project needs an owner. Make another member an owner first.',
    'member.not_found': 'This person is no longer a member.',
    'project.role_too_low': 'Only an owner of the project can do this.',
    'project.archived': 'The project is archived. Unarchive it first.',
    'project.not_found': 'This project no longer exists, or you no longer have access to it.',
    'category.name_taken': 'A category with this name, or one that looks like it, already exists. Choose another name.',
    'category.not_found': 'This category no longer exists.',
    'user.not_found': 'There is no account with this name or address.',
    'password.wrong': 'The current password is wrong.',
    'password.too_weak': 'This password is too easy to guess. Choose another one.',
    'password.unchanged': 'This is your current password. Choose another one.',
    'user.email_taken': 'This address belongs to another account.',
    'user.username_taken': 'This username, or one that looks like it, is taken.',
    'user.email_confirmed': 'The address is already confirmed.',
    'user.last_admin': 'You are the only administrator. Make somebody else one first.',
    'login.slow_down': 'Too many attempts. Try again in a few minutes.',
    'rate.limited': 'Too many attempts. Try again in a few minutes.',
  } as Record<string, string>,
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export type PageMessages = typeof en
