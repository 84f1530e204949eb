variable "region" {
  type    = string
  default = "ap-south-1"
}

variable "name" {
  type    = string
  default = "docket"
}

variable "bucket" {
  description = "The name of the bucket for backups, unique in all of AWS."
  type        = string
}

variable "release_url" {
  description = "A .tar.gz of the source of a version, such as the one that GitHub offers for each tag. The instance fetches it at its first start."
  type        = string

  validation {
    condition     = can(regex("^https://[\\w.~:/?&=%@+-]+$", var.release_url))
    error_message = "Expected an address that begins with https://."
  }
}

variable "public_url" {
  description = "Where clients reach Docket, such as https://tasks.example.org."
  type        = string

  validation {
    condition     = can(regex("^https?://[\\w.:~/-]+$", var.public_url))
    error_message = "Expected an address such as https://tasks.example.org."
  }
}

variable "archives" {
  description = "The folder of office-hours.zip, which `docket lambda pack office-hours FILE` writes; for office hours alone."
  type        = string
  default     = "."
}

variable "office_hours" {
  description = "Whether the instance runs from 08:00 to 20:00 on weekdays only."
  type        = bool
  default     = false
}

variable "time_zone" {
  type    = string
  default = "Asia/Kolkata"
}

variable "alarm_emails" {
  type    = set(string)
  default = []
}

variable "termination_protection" {
  type    = bool
  default = true
}
