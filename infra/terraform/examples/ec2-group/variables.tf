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

variable "release_url" {
  description = "A .tar.gz of the source of a version, such as the one that GitHub offers for each tag."
  type        = string
}

variable "size" {
  description = "The bounds of the group and of the autoscaler."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 10 }
}

variable "autoscaler_settings" {
  description = "More settings of the autoscaler, such as AUTOSCALE_TARGET_REQUESTS. docs/deployment/autoscaling.md lists them."
  type        = map(string)
  default     = {}
}

variable "archives" {
  description = "The folder of autoscaler.zip, which `docket lambda pack autoscaler FILE` writes."
  type        = string
  default     = "."
}

variable "multi_az" {
  type    = bool
  default = true
}

variable "alarm_emails" {
  type    = set(string)
  default = []
}

variable "deletion_protection" {
  type    = bool
  default = true
}
