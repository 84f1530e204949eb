import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { register, worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

eachDatabase('The members of a project', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  const row = (name: string, of = page) => of.getByRole('listitem').filter({ hasText: name })
  const rolesOf = async () => {
    const { body } = await world.ann.get(`/api/projects/${world.project}/members`)
    return Object.fromEntries(body.results.map(({ username, role }: Record<string, string>) => [username, role]))
  }

  test('an owner adds a user found by name, with the keyboard, and others see it at once', async () => {
    const ben = await app.logIn('ben', `/project/${world.project}/members`)
    await row('vic', ben).waitFor()
    equal(await ben.getByRole('combobox').count(), 0, 'an editor adds nobody')
    equal(await ben.getByRole('button', { name: /^(Role of|Remove)/ }).count(), 0)

    page = await app.logIn('ann', `/project/${world.project}`)
    await page.getByRole('button', { name: 'More for this project' }).click()
    await page.getByRole('menuitem', { name: 'Members' }).click()
    await page.waitForURL(`**/project/${world.project}/members`)
    await row('ben').waitFor()
    await page.getByRole('combobox', { name: 'Add a person' }).fill('cle')
    await page.getByRole('option', { name: 'cleo' }).waitFor()
    await page.keyboard.press('Enter')
    await row('cleo').getByText('Editor').waitFor()
    await row('cleo', ben).getByText('Editor').waitFor()
    await untilEqual(rolesOf, { ann: 'owner', ben: 'editor', vic: 'viewer', cleo: 'editor' })
    await ben.context().close()
  })

  test('a user is added by full email address, with another role, and an unknown address is reported beside the field', async () => {
    await register(app.api, 'fay')
    const field = page.getByRole('combobox', { name: 'Add a person' })
    await page.getByRole('button', { name: /^Role of the person to add/ }).click()
    await page.getByRole('menuitem', { name: 'Viewer' }).click()
    await field.fill('nobody@example.com')
    await page.getByRole('option', { name: /nobody@example.com/ }).click()
    await page.getByText('There is no account with this name or address.').waitFor()
    await field.fill('fay@example.com')
    await page.getByRole('option', { name: /fay@example.com/ }).click()
    await row('fay').getByText('Viewer').waitFor()
    await untilEqual(async () => (await rolesOf()).fay, 'viewer')
  })

  test('a role changes, and is reverted with a message when the server rejects it', async () => {
    await chooseRole('vic', 'Editor')
    await untilEqual(async () => (await rolesOf()).vic, 'editor')
    await page.route('**/members/*', (route) => (route.request().method() === 'GET' ? route.continue() : route.abort()))
    await chooseRole('vic', 'Owner')
    await page.getByText('Your change was not saved').waitFor()
    await row('vic').getByText('Editor').waitFor()
    await page.getByRole('button', { name: 'Remove vic' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove vic' }).click()
    await page.getByText('Your change was not saved').nth(1).waitFor()
    await row('vic').waitFor()
    await page.unroute('**/members/*')
    equal((await rolesOf()).vic, 'editor')
  })

  test('the field shows when more users match than it lists', async () => {
    for (let number = 1; number <= 51; number++) await register(app.api, `gil${number}`)
    const field = page.getByRole('combobox', { name: 'Add a person' })
    await field.fill('gil')
    await page.getByText('More people match. Keep typing.').waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
    await field.fill('gil51')
    await page.getByText('More people match.').waitFor({ state: 'detached' })
    await page.getByRole('option', { name: 'gil51' }).waitFor()
    await field.fill('')
    await field.press('Escape')
  })

  test('the last owner cannot leave or step down', async () => {
    await page.getByRole('button', { name: 'Leave project' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Leave project' }).click()
    await page.getByText('A project needs an owner.').waitFor()
    await chooseRole('ann', 'Viewer')
    await page.getByRole('dialog').getByRole('button', { name: 'Change my role to Viewer' }).click()
    await page.getByText('A project needs an owner.').nth(1).waitFor()
    await row('ann').getByText('Owner').waitFor()
    equal((await rolesOf()).ann, 'owner')
  })

  test('a removed user loses the project while it is open, and a member can leave', async () => {
    const cleo = await app.logIn('cleo', `/project/${world.project}/members`)
    await row('ann', cleo).waitFor()
    await page.getByRole('button', { name: 'Remove cleo' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove cleo' }).click()
    await cleo.getByText('Project not found').waitFor()
    await cleo.context().close()

    const ben = await app.logIn('ben', `/project/${world.project}/members`)
    await ben.getByRole('button', { name: 'Leave project' }).click()
    await ben.getByRole('dialog').getByRole('button', { name: 'Leave project' }).click()
    await ben.waitForURL('**/today')
    await row('ben').waitFor({ state: 'detached' })
    await untilEqual(rolesOf, { ann: 'owner', vic: 'editor', fay: 'viewer' })
    await ben.context().close()
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`axe finds no violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      const ann = await app.logIn('ann', `/project/${world.project}/members`, { dark })
      await row('vic', ann).waitFor()
      deepEqual(await findAccessibilityProblems(ann), [])
      await ann.getByRole('combobox', { name: 'Add a person' }).fill('b')
      await ann.getByRole('option').first().waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'people found')
      await ann.context().close()
    })
  }

  async function chooseRole(name: string, role: string): Promise<void> {
    await page.getByRole('button', { name: `Role of ${name}` }).click()
    await page.getByRole('menuitem', { name: role }).click()
  }
})
