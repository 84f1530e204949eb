variable "name" {
  description = "The prefix of all names."
  type        = string
}

variable "archives" {
  description = "The folder of the archives that `docket lambda pack` writes: task-completed.zip, office-hours.zip, autoscaler.zip."
  type        = string
}

variable "office_hours" {
  description = "The tag of the instances that office hours start and stop; without it these functions are not created."
  type        = object({ tag_key = optional(string, "Schedule"), tag_value = optional(string, "OfficeHours") })
  default     = null
}

variable "completion" {
  description = "The recipients of the completion notice; without it the function is not created. AWS asks each address to confirm."
  type        = object({ emails = optional(set(string), []) })
  default     = null
}

variable "autoscaler" {
  description = "The Auto Scaling group that the autoscaler sizes, private subnets and a group from which port 9464 of its instances can be reached, and more settings (AUTOSCALE_…). Without it the function is not created."
  type = object({
    group_name = string, subnet_ids = list(string), security_group_id = string, settings = optional(map(string), {})
  })
  default = null
}

variable "runtime" {
  type    = string
  default = "nodejs22.x"
}

variable "log_days" {
  type    = number
  default = 30
}
