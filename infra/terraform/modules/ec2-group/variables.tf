variable "name" {
  type = string
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

variable "certificate_arn" {
  description = "The certificate of ACM for the name of public_url, in this region."
  type        = string
}

variable "public_url" {
  description = "Where clients reach Docket, such as https://tasks.example.org."
  type        = string

  validation {
    condition     = can(regex("^https://[\\w.:~/-]+$", var.public_url))
    error_message = "Expected an address that begins with https://."
  }
}

variable "release_url" {
  description = "A .tar.gz of the source of a version. Instances fetch it when they start; another one replaces them all, one after another."
  type        = string

  validation {
    condition     = can(regex("^https://[\\w.~:/?&=%@+-]+$", var.release_url))
    error_message = "Expected an address that begins with https://."
  }
}

variable "secret_arns" {
  description = "The secrets that become settings, by variable: DATABASE_URL, JWT_SECRET_KEY and others."
  type        = map(string)

  validation {
    condition     = length(setsubtract(["DATABASE_URL", "JWT_SECRET_KEY"], keys(var.secret_arns))) == 0
    error_message = "Instances share a database and a key: expected DATABASE_URL and JWT_SECRET_KEY."
  }
}

variable "settings" {
  description = "More settings of Docket, by variable. docs/configuration.md lists them."
  type        = map(string)
  default     = {}
}

variable "size" {
  description = "The bounds of the group; the autoscaler has the same."
  type        = object({ min = optional(number, 2), max = optional(number, 10) })
  default     = {}

  validation {
    condition     = var.size.min >= 1 && var.size.min <= var.size.max
    error_message = "Expected 1 instance or more, and no more than the maximum."
  }
}

variable "instance_type" {
  type    = string
  default = "t4g.small"
}

variable "image_parameter" {
  description = "The public Systems Manager parameter with the id of the image. Amazon Linux includes the AWS command line, with which instances read their secrets."
  type        = string
  default     = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

variable "deletion_protection" {
  description = "Protects the load balancer. Set it to false and apply before you remove it."
  type        = bool
  default     = true
}
