output "address" {
  description = "The target of the DNS record."
  value       = module.group.load_balancer.dns_name
}

output "group" {
  value = module.group.group_name
}

# For those who want to look at it, and for the check of the deployment files.
output "user_data" {
  value = module.group.user_data
}

output "schedules" {
  value = module.schedules.schedules
}
