variable "name" {
  type = string
}

variable "emails" {
  description = "The recipients of alarms. AWS asks each address to confirm."
  type        = set(string)
  default     = []
}

variable "load_balancer" {
  description = "The ARN suffixes of the load balancer and its target group."
  type        = object({ load_balancer = string, target_group = string })
  default     = null
}

variable "database" {
  description = "The identifier of the RDS instance, or of the Aurora cluster with is_aurora."
  type        = object({ identifier = string, is_aurora = optional(bool, false) })
  default     = null
}

variable "cache" {
  description = "The id of the replication group, and how many nodes it has."
  type        = object({ id = string, nodes = number })
  default     = null
}

variable "workers" {
  description = "Whether workers publish metrics to the namespace Docket, as those of the module ecs do."
  type        = bool
  default     = false
}

variable "instance" {
  type    = object({ id = string })
  default = null
}

variable "functions" {
  description = "The names of Lambda functions."
  type        = map(string)
  default     = {}
}
