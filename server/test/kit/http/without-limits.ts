/** Disables rate limits: tests send more requests from one address than users do. */
export const WITHOUT_LIMITS = {
  RATE_LIMIT_MAX: '0',
  LOGIN_MAX_PER_ADDRESS: '0',
  LOGIN_MAX_PER_ACCOUNT: '0',
  REGISTRATION_MAX_PER_ADDRESS: '0',
  PASSWORD_RESET_MAX_PER_ADDRESS: '0',
  PASSWORD_RESET_MAX_PER_ACCOUNT: '0',
  EXPORT_MAX_PER_ACCOUNT: '0',
}
