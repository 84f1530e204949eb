variable "name" {
  type = string
}

variable "office_hours" {
  description = "The functions that start and stop the instances of office hours."
  type        = object({ start_arn = string, stop_arn = string })
  default     = null
}

variable "autoscaler" {
  description = "The function that looks at Docket every minute and sizes an Auto Scaling group."
  type        = object({ arn = string })
  default     = null
}

variable "time_zone" {
  description = "The time zone of the hours, such as Europe/Berlin. The default is in lambdas/office-hours/schedules.json."
  type        = string
  default     = null
}

variable "weekdays" {
  description = "The days of the week, such as MON-FRI or MON,WED,SAT. The default is in the same file."
  type        = string
  default     = null
}

variable "hours" {
  description = "When instances start and stop, such as { start = \"08:00\", stop = \"20:00\" }."
  type        = object({ start = optional(string), stop = optional(string) })
  default     = {}

  validation {
    condition     = alltrue([for time in values(var.hours) : time == null ? true : can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", time))])
    error_message = "Expected times from 00:00 to 23:59, such as 08:00."
  }
}
