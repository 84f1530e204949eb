variable "name" {
  description = "The prefix of all names."
  type        = string
}

variable "cidr" {
  description = "The address range of the VPC, /16 to /22."
  type        = string
  default     = "10.0.0.0/16"
}

variable "zones" {
  description = "The number of availability zones. Load balancers and databases need two."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 2 && var.zones <= 4
    error_message = "Use 2 to 4 availability zones."
  }
}

variable "nat" {
  description = "NAT gateways for the private subnets: none, one, or one in each zone. Each costs about 35 USD a month and its traffic."
  type        = string
  default     = "one"

  validation {
    condition     = contains(["none", "one", "each_zone"], var.nat)
    error_message = "Expected none, one or each_zone."
  }
}

variable "client_cidrs" {
  description = "The address ranges that may reach ports 80 and 443."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "subnet_tags" {
  description = "More tags for the public and the private subnets, such as those by which Kubernetes finds them."
  type        = object({ public = optional(map(string), {}), private = optional(map(string), {}) })
  default     = {}
}
