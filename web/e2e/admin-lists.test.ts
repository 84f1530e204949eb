import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { transaction } from '../../server/platform/database/transaction.ts'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

onSqliteAlone('The lists of the admin panel', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let task: number

  test('contain every event, with links to its actor and its subject', async () => {
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, {
      title: 'Dig',
      due_date: '2099-12-01',
    })
    task = body.id
    await world.ben.patch(`/api/tasks/${task}`, { title: 'Dig deep', assigned_to: world.vic.id })
    page = await app.logIn('ada', '/admin/events')
    await page.getByRole('link', { name: 'task.assigned' }).waitFor()
    const row = page.getByRole('row').filter({ hasText: 'task.assigned' })
    equal(
      await row.getByRole('link', { name: 'ben', exact: true }).getAttribute('href'),
      `/admin/users/${world.ben.id}`,
    )
    equal(await row.getByRole('link', { name: 'Dig deep' }).getAttribute('href'), `/admin/tasks/${task}`)
    await page.goto(`${app.url}/admin/events?subject=task:${task}&ordering=happened_at`)
    await page.getByRole('columnheader', { name: 'Happened' }).waitFor()
    deepEqual(await page.getByRole('row').locator('td:nth-child(1)').allInnerTexts(), [
      'task.created',
      'task.updated',
      'task.assigned',
    ])
    await page.getByRole('link', { name: 'task.updated' }).click()
    await page.getByText('Dig → Dig deep').waitFor()
  })

  test('are filtered by date in the URL', async () => {
    await page.goto(`${app.url}/admin/events?happened_before=2020-01-01`)
    await page.getByText('Nothing matches these filters.').waitFor()
    await page.goto(`${app.url}/admin/events?happened_after=2020-01-01&type=user.registered`)
    await page.getByRole('link', { name: 'user.registered' }).first().waitFor()
    equal(await page.getByRole('link', { name: 'task.created' }).count(), 0)
  })

  test('lead from a task to its events and reminders, and its history names every user', async () => {
    await world.ann.post(`/api/tasks/${task}/reminders`, { before: 'PT1H' })
    await page.goto(`${app.url}/admin/tasks/${task}`)
    await page.getByRole('link', { name: /^Reminders Task 1$/ }).waitFor()
    await page.getByRole('link', { name: /^Events Subject 3$/ }).waitFor()
    const history = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'task.assigned' }) })
    await history.getByText('ben', { exact: true }).waitFor()
    await history.getByRole('link', { name: 'vic' }).waitFor()
    await page.getByRole('link', { name: /^Reminders Task 1$/ }).click()
    await page.getByRole('row').filter({ hasText: 'PT1H' }).getByRole('link', { name: 'Dig deep' }).waitFor()
  })

  test('can end the session of a user', async () => {
    const headers = { 'user-agent': 'A lost phone' }
    const body = { username: 'cleo', password: PASSWORD }
    const { body: tokens } = await app.api.send('POST', '/api/token', { headers, body })
    await page.goto(`${app.url}/admin/sessions?user_id=${world.cleo.id}&is_open=true`)
    await page.getByRole('checkbox', { name: 'Select A lost phone' }).check()
    await page.getByRole('button', { name: 'End sessions' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End sessions' }).click()
    await page.getByRole('link', { name: 'A lost phone' }).waitFor({ state: 'detached' })
    equal((await app.api.send('GET', '/api/users/me', { token: tokens.access })).status, 401)
  })

  test('show in a history the address from which an administrator acted', async () => {
    await world.ada.patch(`/api/tasks/${task}`, { priority: 'high' })
    await page.goto(`${app.url}/admin/tasks/${task}`)
    await page.getByText('from 127.0.0.1').waitFor()
    await page.goto(`${app.url}/admin/events?subject=task:${task}`)
    await page.getByRole('cell', { name: '127.0.0.1' }).waitFor()
  })

  test('send password resets to selected users', async () => {
    await page.goto(`${app.url}/admin/users`)
    for (const name of ['ben', 'vic']) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
    await page.getByRole('button', { name: 'Send password reset' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send password reset' }).click()
    await page.getByText('Done: 2 rows.').waitFor()
    const { body } = await world.ada.get('/api/admin/events?type=user.password_reset_requested')
    deepEqual(body.results.map(({ subject }: { subject: number }) => subject).toSorted(), [world.ben.id, world.vic.id])
  })

  test('contain profiles, recurring jobs, backups and imports, each with a page', async () => {
    const at = '2026-11-01T08:00:00.000Z'
    await transaction(app.api.db, async (tx) => {
      await tx.insertInto('recurring_jobs').values({ name: 'events.prune', run_at: at, claim: null }).execute()
      await tx
        .insertInto('backups')
        .values({ destination: 's3://company/docket', taken_at: at, size_bytes: 2_500_000 })
        .execute()
      await tx.insertInto('import_sources').values({ name: 'older/system', fingerprint: 'f', created_at: at }).execute()
    })
    for (const [list, name, value] of [
      ['Profiles', 'ben', 'UTC'],
      ['Recurring jobs', 'events.prune', '1 hr'],
      ['Backups', 's3://company/docket', '2.5 MB'],
      ['Imports', 'older/system', '0'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: list, exact: true }).click()
      await page.getByRole('row').filter({ hasText: value }).getByRole('link', { name, exact: true }).first().click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page.getByRole('definition').filter({ hasText: value }).first().waitFor()
      await page.reload()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    }
    await page.goto(`${app.url}/admin/users/${world.ben.id}`)
    await page.getByRole('link', { name: /^Profiles User 1$/ }).waitFor()
  })

  test('show an auditor everything, without any controls for changes', async () => {
    await world.ada.patch(`/api/users/${world.vic.id}`, { role: 'auditor' })
    const vic = await app.logIn('vic', '/admin/users')
    await vic.getByRole('link', { name: 'ann', exact: true }).waitFor()
    equal(await vic.getByRole('checkbox').count(), 0)
    await vic.getByRole('link', { name: 'ann', exact: true }).click()
    await vic.getByRole('heading', { level: 1, name: 'ann' }).waitFor()
    await vic.getByText('ann@example.com').first().waitFor()
    equal(await vic.getByRole('main').getByRole('textbox').count(), 0)
    equal(await vic.getByRole('link', { name: 'Delete' }).count(), 0)
    await vic.getByRole('link', { name: /^Events Actor/ }).click()
    await vic.getByRole('link', { name: 'task.created' }).first().waitFor()
    await vic.goto(`${app.url}/admin/users/${world.ann.id}/delete`)
    await vic.waitForURL(`${app.url}/admin/users/${world.ann.id}`)
    await vic.goto(`${app.url}/admin`)
    await vic.getByRole('heading', { name: 'Recent events' }).waitFor()
    equal(await vic.getByRole('button', { name: 'Check again' }).count(), 0)
    deepEqual(await findAccessibilityProblems(vic), [])
    await vic.context().close()
  })

  for (const dark of [false, true]) {
    test(`have no axe violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      const ada = await app.logIn('ada', '/admin', { dark })
      for (const path of [
        'events',
        `events?subject=task:${task}`,
        'events/1',
        'sessions',
        'sessions/1',
        'reminders',
        'jobs',
        'profiles',
        'recurring-jobs',
        'backups',
        'imports',
      ]) {
        await ada.goto(`${app.url}/admin/${path}`)
        await ada.getByRole('heading', { level: 1 }).waitFor()
        await ada.waitForLoadState('networkidle')
        deepEqual(await findAccessibilityProblems(ada), [], path)
      }
      await ada.context().close()
    })
  }
})
