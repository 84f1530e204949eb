variable "name" {
  type = string
}

variable "image" {
  description = "The image of Docket with its tag, such as 123456789012.dkr.ecr.ap-south-1.amazonaws.com/docket:0.1.0."
  type        = string
}

variable "repository_arn" {
  description = "The ECR repository of the image."
  type        = string
}

variable "public_url" {
  description = "Where clients reach Docket, such as https://tasks.example.org."
  type        = string

  validation {
    condition     = startswith(var.public_url, "https://")
    error_message = "Expected an address that begins with https://."
  }
}

variable "certificate_arn" {
  description = "The certificate of ACM for that name, in this region."
  type        = string
}

variable "network" {
  description = "The outputs of the module network."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = list(string)
    security_group_ids = map(string)
  })
}

variable "secret_arns" {
  description = "The secrets that become environment variables, by variable."
  type        = map(string)
}

variable "settings" {
  description = "More settings of Docket, by variable. docs/configuration.md lists them."
  type        = map(string)
  default     = {}
}

variable "running" {
  description = "Set it to false to stop all tasks: before the first migration, and while a database is restored."
  type        = bool
  default     = true
}

variable "api" {
  description = "Number of API tasks, their size (CPU units, MiB) and the CPU utilization in percent that scaling keeps."
  type = object({
    min = optional(number, 2), max = optional(number, 10)
    cpu = optional(number, 512), memory = optional(number, 1024), cpu_target = optional(number, 60)
  })
  default = {}
}

variable "worker" {
  description = "Number of workers, their size, and the waiting jobs for each worker that scaling keeps."
  type = object({
    min = optional(number, 1), max = optional(number, 5)
    cpu = optional(number, 256), memory = optional(number, 512), jobs_target = optional(number, 200)
  })
  default = {}
}

variable "architecture" {
  description = "The architecture of the image: X86_64, or ARM64, which is a fifth cheaper."
  type        = string
  default     = "X86_64"
}

variable "collector_image" {
  description = "The collector that brings the metrics of the workers to CloudWatch."
  type        = string
  default     = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3"
}

variable "completion_lambda" {
  description = "The function that is invoked for each completed task."
  type        = object({ arn = string })
  default     = null
}

variable "backups" {
  description = "The output `backups` of the module files."
  type        = object({ url = string, statements = any })
}

variable "backup_schedule" {
  description = "When `docket backup` runs, in UTC; null for never."
  type        = string
  default     = "cron(30 21 * * ? *)"
}

variable "log_days" {
  type    = number
  default = 30
}

variable "deletion_protection" {
  description = "Protects the load balancer. Set it to false and apply before you remove it."
  type        = bool
  default     = true
}
