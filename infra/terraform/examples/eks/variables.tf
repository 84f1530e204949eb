variable "region" {
  type    = string
  default = "ap-south-1"
}

variable "name" {
  type    = string
  default = "docket"
}

variable "aurora" {
  type    = bool
  default = false
}

variable "multi_az" {
  type    = bool
  default = true
}

variable "snapshot_identifier" {
  description = "The snapshot to create the database from, to restore it."
  type        = string
  default     = null
}

variable "deletion_protection" {
  type    = bool
  default = true
}

variable "bucket" {
  description = "The name of the bucket for backups, unique in all of AWS."
  type        = string
}

variable "archives" {
  description = "The folder of task-completed.zip, which `docket lambda pack task-completed FILE` writes."
  type        = string
}

variable "completion_emails" {
  description = "Whom a mail is sent to for each completed task."
  type        = set(string)
  default     = []
}

variable "alarm_emails" {
  type    = set(string)
  default = []
}

variable "api_cidrs" {
  description = "Who may reach the Kubernetes API from the Internet."
  type        = list(string)
  default     = []
}

variable "admin_arns" {
  description = "The IAM roles or users that administer the cluster."
  type        = set(string)
}
