output "schedules" {
  description = "When each function is invoked, and in which time zone."
  value       = { for name, schedule in aws_scheduler_schedule.main : name => "${schedule.schedule_expression} ${local.time_zone}" }
}
