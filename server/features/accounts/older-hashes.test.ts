import { equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NO_PASSWORD, olderHash, storableHash } from './older-hashes.ts'
import { isOwnHash, isPassword } from './passwords.ts'

// Of the password "garden gate 7" at little cost; the first two made by Django 3.2 and Werkzeug 2.2, those of bcrypt by Django 5.2.
const HASHES = {
  'PBKDF2 of Django': 'pbkdf2_sha256$100$salt7$9BwoPtNFqr2Z6kLX1CujWpLSmqmNrllYdd6YKCErwBc=',
  'PBKDF2 of Werkzeug':
    'pbkdf2:sha256:100$orMdxlTCeAo6jypU$abb67340dae315be50872371bf59371f27314c3317d89309d5ec56d6f0f8f1ac',
  'scrypt of Werkzeug':
    'scrypt:16:8:1$saltsalt$89c8812c5783c6ad7bc401c8c9500183105f9944894ecde857de104ba2614547cb7adf387cd9d8f277929ee140b70feeba9ef1a967887679cba301a4594d61d9',
  'argon2id of Django':
    'argon2$argon2id$v=19$m=1024,t=2,p=8$mPhg+w3KW6jZnEsnI4JGxg$hPZbwFbrwZqA1RZldVwO6l0dEbWaeT29R/8iMfTcC+Y',
  'bcrypt of Django': 'bcrypt$$2b$04$Y4pWYi00w6CGpI6PvrN9vu2RMKutOzfBA3lO0wHQ06V2X0tWnS5BK',
  'bcrypt of Django, of a digest': 'bcrypt_sha256$$2b$04$A/i535zZqNcKzKozZNtXqO7o0wwHJea152o5Sh2kRXKR/odN.LsJO',
}

describe('Password hashes of other systems', () => {
  for (const [name, hash] of Object.entries(HASHES)) {
    test(`${name}: matches its password and no other`, async () => {
      equal(isOwnHash(hash), false)
      equal(await isPassword('garden gate 7', hash), true)
      equal(await isPassword('garden gate 8', hash), false)
      equal(await isPassword('', hash), false)
    })
  }

  test('with a modified salt, count or digest match nothing', async () => {
    const hash = HASHES['PBKDF2 of Django']
    for (const changed of [hash.replace('$100$', '$101$'), hash.replace('salt', 'malt'), hash.replace(/\w=$/, 'A=')]) {
      ok(changed !== hash && olderHash(changed), changed)
      equal(await isPassword('garden gate 7', changed), false)
    }
  })

  test('of Flask-Bcrypt, as text or as bytes, are stored in the format of Django', async () => {
    const hash = '$2b$04$niu62QlSpbzRncspk6HKd.z8bvB1YPmJv2Sfhi9kG3t5IELZL2Mby'
    const bytes = `\\x${Buffer.from(hash).toString('hex')}`
    for (const stored of [storableHash(hash), storableHash(bytes)]) {
      equal(stored, `bcrypt$${hash}`)
      equal(await isPassword('garden gate 7', stored), true)
      equal(await isPassword('garden gate 8', stored), false)
    }
    for (const other of Object.values(HASHES)) equal(storableHash(other), other)
  })

  test('of other formats, or with excessive time or memory costs, are not verified', async () => {
    const [pbkdf2, scrypt] = [HASHES['PBKDF2 of Django'], HASHES['scrypt of Werkzeug']]
    const bcrypt = HASHES['bcrypt of Django']
    for (const hash of [
      NO_PASSWORD,
      '',
      '!Wb7',
      'garden gate 7',
      'md5$salt$5f4dcc3b5aa765d61d8327deb882cf99',
      'bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuv',
      bcrypt.replace('bcrypt$', ''),
      bcrypt.replace('$04$', '$15$'),
      pbkdf2.replace('$100$', '$9000000$'),
      pbkdf2.replace('$100$', '$0$'),
      scrypt.replace(':16:', ':1073741824:'),
      scrypt.replace(':16:', ':17:'),
      `${pbkdf2}x`,
    ]) {
      equal(olderHash(hash), undefined, hash)
      equal(await isPassword('garden gate 7', hash), false, hash)
    }
  })
})
