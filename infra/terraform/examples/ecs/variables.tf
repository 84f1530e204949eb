variable "region" {
  type    = string
  default = "ap-south-1"
}

variable "name" {
  type    = string
  default = "docket"
}

variable "domain" {
  description = "The name under which clients reach Docket, such as tasks.example.org."
  type        = string
}

variable "certificate_arn" {
  description = "The certificate of ACM for that name, in this region."
  type        = string
}

variable "zone_id" {
  description = "The hosted zone of Route 53 that holds the name; without one you make the record yourself."
  type        = string
  default     = null
}

variable "image_tag" {
  description = "The version to run, pushed to the registry before."
  type        = string
}

variable "running" {
  description = "Set it to false to stop all tasks: before the first migration, and while a database is restored."
  type        = bool
  default     = true
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
