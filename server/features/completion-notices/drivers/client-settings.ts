/**
 * Options for a client of the AWS SDK, which finds region, endpoint and credentials in its usual variables and files.
 * An ARN names its region itself. Without timeouts a silent endpoint would block the job for ever; the queue does the
 * retries.
 */
export function clientSettings(target: string) {
  const region = target.startsWith('arn:') ? target.split(':')[3] : undefined
  return {
    ...(region && { region }),
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  }
}
