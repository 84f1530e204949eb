/**
 * For a client of the AWS SDK, which finds region, endpoint and credentials in its usual variables and files. An ARN
 * names its region itself. Without limits a silent endpoint would hold the job for ever; another try is the queue's.
 */
export function clientSettings(target: string) {
  const region = target.startsWith('arn:') ? target.split(':')[3] : undefined
  return {
    ...(region && { region }),
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  }
}
