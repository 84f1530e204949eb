variable "name" {
  type = string
}

variable "subnet_ids" {
  description = "Private subnets in two zones or more."
  type        = list(string)
}

variable "security_group_id" {
  type = string
}

variable "auth_token" {
  description = "The password. The AWS provider has no write-only argument for it, so that it is stored in the state."
  type        = string
  sensitive   = true
}

variable "node_type" {
  type    = string
  default = "cache.t4g.micro"
}

variable "replicas" {
  description = "Replicas in other zones, one of which takes over within a minute. Docket works without Redis meanwhile."
  type        = number
  default     = 1
}
