variable "name" {
  type = string
}

variable "kubernetes_version" {
  type    = string
  default = "1.34"
}

variable "private_subnet_ids" {
  description = "Subnets of nodes and pods, with a route to the Internet."
  type        = list(string)
}

variable "app_security_group_id" {
  description = "The group of the module network that reaches the database and the cache; nodes are in it."
  type        = string
}

variable "api_cidrs" {
  description = "The address ranges that may reach the Kubernetes API from the Internet; without any, only the VPC reaches it."
  type        = list(string)
  default     = []
}

variable "admin_arns" {
  description = "The IAM roles or users that administer the cluster."
  type        = set(string)
}

variable "nodes" {
  description = "The number of nodes, their types, image and disk."
  type = object({
    min   = optional(number, 2), max = optional(number, 6)
    types = optional(list(string), ["t4g.large"]), image = optional(string, "AL2023_ARM_64_STANDARD"), disk_gb = optional(number, 40)
  })
  default = {}
}

variable "service_account" {
  description = "The Kubernetes service account of Docket that may take the IAM role."
  type        = object({ namespace = optional(string, "docket"), name = optional(string, "docket") })
  default     = {}
}

variable "secret_arns" {
  description = "The secrets that this role may read, for an operator such as External Secrets."
  type        = map(string)
  default     = {}
}

variable "backups" {
  description = "The output `backups` of the module files."
  type        = object({ url = string, statements = any })
}

variable "completion_lambda" {
  description = "The function that is invoked for each completed task."
  type        = object({ arn = string })
  default     = null
}

variable "log_days" {
  type    = number
  default = 30
}
