import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unprivilegedAccount } from '../postgres/programs.ts'

/** PEM files: a CA of our own, and a certificate that it signed for a server of this name. */
export type Certificates = { ca: string; certificate: string; key: string; remove(): void }

/** Creates them with openssl. The key belongs to the account that PostgreSQL runs as, which PostgreSQL requires. */
export function certificatesForTests(host: string): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'docket-certificates-'))
  chmodSync(folder, 0o755)
  const path = (name: string) => join(folder, name)
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  openssl('req', '-x509', ...newKey, '-subj', '/CN=Docket tests', '-keyout', path('ca.key'), '-out', path('ca.pem'))
  openssl('req', ...newKey.slice(0, 5), '-subj', `/CN=${host}`, '-keyout', path('key.pem'), '-out', path('request'))
  writeFileSync(path('extensions'), `subjectAltName=DNS:${host}\n`)
  const signer = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2']
  openssl('x509', '-req', '-in', path('request'), ...signer, '-extfile', path('extensions'), '-out', path('cert.pem'))
  const { uid, gid } = unprivilegedAccount()
  if (uid !== undefined && gid !== undefined) chownSync(path('key.pem'), uid, gid)
  chmodSync(path('key.pem'), 0o600)
  return {
    ca: path('ca.pem'),
    certificate: path('cert.pem'),
    key: path('key.pem'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
