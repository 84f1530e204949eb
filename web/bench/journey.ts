import type { Page } from 'playwright-core'
import { PASSWORD } from './large-server.ts'

/** Logs in as the owner of the large project. */
export async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Username or email').fill('ann')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('link', { name: 'Warehouse' }).waitFor()
}
