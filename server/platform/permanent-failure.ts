/** A failure that a retry cannot fix: a job that throws it is not retried. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure'
}
