variable "name" {
  type = string
}

variable "network" {
  description = "The outputs of the module network."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    security_group_ids = map(string)
  })
}

variable "certificate_arn" {
  description = "The certificate of ACM for the public name, in this region."
  type        = string
}

variable "target_type" {
  description = "What answers on port 8000: instance for those of EC2, ip for tasks of Fargate."
  type        = string
}

variable "deletion_protection" {
  type = bool
}
