import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { awsForTests, REGION } from '../../../test/kit/aws/emulator.ts'
import { contentsOf, fillDatabase } from '../../../test/kit/databases/filled-database.ts'
import { docketIn } from '../../../test/kit/docket-command.ts'

describe('Backups in S3', () => {
  const aws = awsForTests()
  const docket = docketIn()
  const DATABASE_URL = `sqlite://${docket.folder}/docket.db`
  const to = 's3://backups/of/docket'
  let s3: S3Client
  before(async () => {
    s3 = new S3Client({ forcePathStyle: true })
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const
    await s3.send(new CreateBucketCommand({ Bucket: 'backups', CreateBucketConfiguration }))
    await fillDatabase(DATABASE_URL)
    mkdirSync(join(docket.folder, 'data/files'), { recursive: true })
    // More than goes into one part of an upload.
    writeFileSync(join(docket.folder, 'data/files/large'), randomBytes(6 * 1024 * 1024))
  })

  const run = (words: string[], environment = {}) => {
    const AWS = {
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    }
    return docket.run(words, { DATABASE_URL, BACKUP_TO: to, ...AWS, ...environment })
  }
  const objects = async () => (await s3.send(new ListObjectsV2Command({ Bucket: 'backups' }))).Contents ?? []
  const keys = async () => (await objects()).map(({ Key }) => Key)

  test('are uploaded in parts, listed, verified, restored, and deleted beyond --keep', async () => {
    const { code, stdout, stderr } = await run(['backup'])
    deepEqual([code, stderr], [0, ''])
    const path = stdout.split('  ')[0] as string
    match(path, /^s3:\/\/backups\/of\/docket\/docket-.*\.tar\.gz$/)
    deepEqual(await keys(), [path.slice('s3://backups/'.length)])
    // The tag of an object that came in parts says how many.
    match(String((await objects())[0]?.ETag), /-2"?$/)

    const listed = await run(['backup', 'list'])
    match(listed.stdout, /^docket-\S+\.tar\.gz {2}taken at .*, 1 files\n$/)
    const verified = await run(['backup', 'verify', path])
    deepEqual([verified.code, verified.stderr], [0, ''])
    match(verified.stdout, /is complete/)
    const elsewhere = {
      DATABASE_URL: `sqlite://${docket.folder}/restored.db`,
      DATA_DIR: join(docket.folder, 'elsewhere'),
    }
    const restored = await run(['restore', path], elsewhere)
    deepEqual([restored.code, restored.stderr], [0, ''])
    deepEqual(
      { ...(await contentsOf(elsewhere.DATABASE_URL)), backups: [] },
      { ...(await contentsOf(DATABASE_URL)), backups: [] },
    )
    const large = 'files/large'
    ok(readFileSync(join(elsewhere.DATA_DIR, large)).equals(readFileSync(join(docket.folder, 'data', large))))

    const second = await run(['backup', '--keep', '1'])
    equal(second.code, 0, second.stderr)
    deepEqual(await keys(), [(second.stdout.split('  ')[0] as string).slice('s3://backups/'.length)])
  })

  test('report missing backups and unusable buckets by name', async () => {
    const none = await run(['backup', 'verify', `${to}/docket-2026-01-01T00-00-00Z.tar.gz`])
    deepEqual(
      [none.code, none.stderr],
      [1, `docket: There is no backup docket-2026-01-01T00-00-00Z.tar.gz in ${to}.\n`],
    )
    const bucket = await run(['backup'], { BACKUP_TO: 's3://nobody' })
    equal(bucket.code, 1)
    match(
      bucket.stderr,
      /^docket: s3:\/\/nobody cannot be used: NoSuchBucket \(404\)\. Check the bucket, AWS_REGION and .*\n$/,
    )
  })
})
