variable "name" {
  description = "The name of the instance or cluster."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets in two zones or more."
  type        = list(string)
}

variable "security_group_id" {
  type = string
}

variable "password" {
  description = "The password of the user docket. Terraform does not store it."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "password_version" {
  description = "Change it to send the password to RDS again."
  type        = number
  default     = 1
}

variable "aurora" {
  description = "Aurora Serverless in place of RDS."
  type        = bool
  default     = false
}

variable "engine_version" {
  description = "PostgreSQL 15 or newer. A newer major version also needs allow_major_version_upgrade."
  type        = string
  default     = "17"
}

variable "allow_major_version_upgrade" {
  type    = bool
  default = false
}

variable "instance_class" {
  description = "The instance class of RDS; Aurora scales between aurora_capacity.min and max."
  type        = string
  default     = "db.t4g.small"
}

variable "multi_az" {
  description = "A standby in another zone, which takes over within a minute or two; with Aurora a reader that does."
  type        = bool
  default     = true
}

variable "storage_gb" {
  description = "The initial and the maximum size of the disk of RDS."
  type        = object({ min = number, max = number })
  default     = { min = 20, max = 200 }
}

variable "aurora_capacity" {
  description = "The capacity in ACUs of about 2 GB of memory."
  type        = object({ min = number, max = number })
  default     = { min = 0.5, max = 8 }
}

variable "backup_days" {
  description = "For how many days the database can be restored to any second."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "RDS keeps 1 to 35 days. Without backups a mistake cannot be undone."
  }
}

variable "deletion_protection" {
  description = "Set it to false and apply before you remove the database."
  type        = bool
  default     = true
}

variable "snapshot_identifier" {
  description = "The snapshot to create the database from, to restore it."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "The KMS key of disks and backups; the default is the AWS managed key for RDS."
  type        = string
  default     = null
}
