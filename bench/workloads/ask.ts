import type { Running } from '../contestants/contestant.ts'
import type { Request } from './requests.ts'

/** Sends one request; throws unless it succeeds. */
export async function ask({ url, identify }: Running, { method, path, user, body }: Request): Promise<unknown> {
  const headers = new Headers(body && { 'content-type': 'application/json' })
  if (user !== undefined) {
    const [name, value] = identify(user).split(': ') as [string, string]
    headers.set(name, value)
  }
  const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} returned ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}
