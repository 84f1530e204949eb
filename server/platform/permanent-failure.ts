/** A failure that no repetition can mend: a job that throws it is not tried again. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure'
}
