import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Command } from 'commander'
import { NewUser } from '../../features/accounts/schema.ts'
import { resetPassword } from '../../features/accounts/users/operator.ts'
import { createUser } from '../../features/accounts/users/service.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { print } from './print.ts'
import { withDatabase } from './settings.ts'
import { addAccountCommands, requireAccount } from './user-accounts.ts'

const CHANGE_IT = 'It must be changed at the first login.'

type NewUserOptions = { username?: string; email?: string; password?: string; admin?: boolean; auditor?: boolean }

/** `docket user`: accounts, for operators. */
export function userCommand(): Command {
  const command = new Command('user').description('Manage accounts')
  command
    .command('create')
    .description('Create an account; missing values are prompted for')
    .option('--username <name>')
    .option('--email <address>')
    .option(
      '--password <password>',
      'visible to other users of this machine; without it, it is prompted for or generated',
    )
    .option('--admin', 'make it an administrator')
    .option('--auditor', 'make it an auditor, who reads what administrators read and changes what users change')
    .action(create)
  addAccountCommands(command)
  command
    .command('reset-password')
    .description('Set a new password, and end all sessions')
    .argument('<name>', 'the username or email')
    .option(
      '--password <password>',
      'visible to other users of this machine; without it, it is prompted for or generated',
    )
    .action(reset)
  return command
}

async function create(options: NewUserOptions, command: Command): Promise<void> {
  const isInteractive = !options.username && !options.email && process.stdin.isTTY
  const username = options.username ?? (isInteractive ? (await ask('Username (optional): ')) || undefined : undefined)
  const email = options.email ?? (isInteractive ? (await ask('Email (optional): ')) || undefined : undefined)
  if (!username && !email) command.error('specify --username, --email or both')
  for (const wrong of await wrongNames({ username, email })) command.error(wrong)
  const { password, isGenerated } = await choosePassword(options.password)
  if (options.admin && options.auditor) command.error('specify either --admin or --auditor')
  const role = options.admin ? 'admin' : options.auditor ? 'auditor' : 'user'
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const user = await createUser(db, null, { username, email, password, role, mustChangePassword: isGenerated })
    print(`Created ${role} ${user.username ?? user.email} (id ${user.id}).`)
  })
  if (isGenerated) print(`Its password is ${password}\n${CHANGE_IT}`)
}

async function reset(name: string, options: { password?: string }): Promise<void> {
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const user = await requireAccount(db, name)
    const { password, isGenerated } = await choosePassword(options.password)
    await resetPassword(db, user, password, { mustChange: isGenerated })
    print(`${name} has a new password, and all its sessions have ended.`)
    if (isGenerated) print(`It is ${password}\n${CHANGE_IT}`)
  })
}

/** Names that the API would refuse, too: nobody could log in with them. */
async function wrongNames(names: { username: string | undefined; email: string | undefined }): Promise<string[]> {
  // Imported here, because serving does not need this half of TypeBox.
  const { Errors } = await import('typebox/value')
  const expected: Record<string, string> = {
    '/username': 'a username consists of up to 150 letters, digits and the characters . _ + -',
    '/email': 'the email address is not valid',
  }
  const wrong = new Set(Errors(NewUser, { ...names, password: '' }).map((error) => error.instancePath))
  return Object.keys(expected)
    .filter((pointer) => wrong.has(pointer))
    .map((pointer) => expected[pointer] as string)
}

async function choosePassword(given: string | undefined): Promise<{ password: string; isGenerated: boolean }> {
  if (given !== undefined) return { password: given, isGenerated: false }
  if (process.stdin.isTTY) return { password: await ask('Password: ', { hidden: true }), isGenerated: false }
  return { password: randomBytes(15).toString('base64url'), isGenerated: true }
}

async function ask(question: string, { hidden = false } = {}): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  if (hidden) process.stdout.write(question)
  const terminal = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stdout, terminal: true })
  try {
    return (await terminal.question(hidden ? '' : question)).trim()
  } finally {
    terminal.close()
    if (hidden) process.stdout.write('\n')
  }
}
