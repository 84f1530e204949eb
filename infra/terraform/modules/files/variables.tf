variable "bucket" {
  description = "The name of the bucket, unique in all of AWS."
  type        = string
}

variable "backup_days" {
  description = "Days after which backups, and old versions of files, are deleted."
  type        = object({ backups = number, old_versions = number })
  default     = { backups = 90, old_versions = 30 }
}

variable "kms_key_arn" {
  description = "The KMS key of the bucket; the default is the key of S3."
  type        = string
  default     = null
}
