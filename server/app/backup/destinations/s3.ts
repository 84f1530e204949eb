import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { byAge, type Destination, isNameOfBackup } from './destination.ts'

/** A bucket of S3, or of a compatible service, with a prefix. The SDK reads region, endpoint and credentials itself. */
export function s3Destination(to: string): Destination {
  const { hostname: bucket, pathname } = new URL(to)
  const folder = pathname.replace(/^\/+|\/+$/g, '')
  const prefix = folder ? `${folder}/` : ''
  const name = `s3://${bucket}/${prefix}`.replace(/\/$/, '')
  const keyOf = (backup: string) => ({ Bucket: bucket, Key: prefix + backup })
  const request = <R>(work: (client: S3Client, sdk: typeof import('@aws-sdk/client-s3')) => Promise<R>) =>
    withClient(work).catch((reason) => Promise.reject(explained(reason, name)))
  return {
    name,
    workFolder: tmpdir(),
    put: async (archive, backup) => {
      const { Upload } = await import('@aws-sdk/lib-storage')
      await request((client) =>
        new Upload({ client, params: { ...keyOf(backup), Body: createReadStream(archive) } }).done(),
      )
      return `${name}/${backup}`
    },
    list: () =>
      request(async (client, { paginateListObjectsV2 }) => {
        const names: string[] = []
        for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
          names.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length)))
        }
        return names.filter(isNameOfBackup).sort(byAge)
      }),
    read: (backup) =>
      request(async (client, { GetObjectCommand }) => {
        const { Body } = await client.send(new GetObjectCommand(keyOf(backup)))
        return Body as Readable
      }),
    remove: (backup) =>
      request(
        async (client, { DeleteObjectCommand }) => void (await client.send(new DeleteObjectCommand(keyOf(backup)))),
      ),
  }
}

// Loaded on demand: a server does not need it.
async function withClient<R>(
  work: (client: S3Client, sdk: typeof import('@aws-sdk/client-s3')) => Promise<R>,
): Promise<R> {
  const sdk = await import('@aws-sdk/client-s3')
  // Compatible services often have one host name for all buckets, and other checksums for multipart uploads: the
  // manifest has our own.
  const client = new sdk.S3Client({ forcePathStyle: true, responseChecksumValidation: 'WHEN_REQUIRED' })
  return work(client, sdk)
}

function explained(reason: unknown, destination: string): unknown {
  const { name, message, $metadata } = reason as Error & { $metadata?: { httpStatusCode?: number } }
  if (name === 'NoSuchKey') return Object.assign(new Error(message), { code: 'ENOENT' })
  const status = $metadata?.httpStatusCode ? ` (${$metadata.httpStatusCode})` : ''
  return new Error(
    `${destination} cannot be used: ${name}${status}. Check the bucket, AWS_REGION and the credentials and permissions of this machine.`,
    { cause: reason },
  )
}
