variable "name" {
  type = string
}


variable "subnet_id" {
  description = "A public subnet."
  type        = string
}

variable "security_group_ids" {
  description = "Groups that let clients in on ports 80 and 443, and nothing else."
  type        = list(string)
}

variable "user_data" {
  description = "What cloud-init does at the first start: install Docket behind nginx. It must hold no secret, for whoever can describe the instance can read it."
  type        = string
}

variable "secret_arns" {
  description = "The secrets that the instance may read, by environment variable."
  type        = map(string)
  default     = {}
}

variable "backups" {
  description = "The output `backups` of the module files."
  type        = object({ url = string, statements = any })
}

variable "instance_type" {
  type    = string
  default = "t4g.small"
}

variable "image_parameter" {
  description = "The public Systems Manager parameter with the id of the image. Amazon Linux includes the agent of Session Manager, Debian does not."
  type        = string
  default     = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

variable "disk_gb" {
  type    = number
  default = 20
}

variable "snapshot_days" {
  description = "The number of daily snapshots to keep."
  type        = number
  default     = 14
}

variable "office_hours" {
  description = "Whether the instance carries the tag Schedule=OfficeHours, by which it is stopped at night."
  type        = bool
  default     = false
}

variable "termination_protection" {
  description = "Set it to false and apply before you remove the instance."
  type        = bool
  default     = true
}
