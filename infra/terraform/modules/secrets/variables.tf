variable "name" {
  description = "Secrets are called NAME/VARIABLE, such as docket/DATABASE_URL."
  type        = string
}

variable "database_host" {
  type = string
}

variable "has_cache" {
  description = "Whether to create REDIS_URL. cache_host cannot say this, since it depends on the password that is created here."
  type        = bool
  default     = true
}

variable "cache_host" {
  type    = string
  default = null
}

variable "versions" {
  description = "Increase a number to generate a new password, token or key. A new jwt ends all sessions."
  type        = object({ database = optional(number, 1), cache = optional(number, 1), jwt = optional(number, 1) })
  default     = {}
}

variable "by_hand" {
  description = "Variables whose secrets somebody fills by hand, such as SMTP_URL."
  type        = set(string)
  default     = []
}

variable "recovery_days" {
  description = "For how long a deleted secret can be brought back; 0 deletes at once."
  type        = number
  default     = 7
}
