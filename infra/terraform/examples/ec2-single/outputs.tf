output "address" {
  description = "The target of the DNS record."
  value       = module.ec2.address
}

output "shell" {
  value = module.ec2.shell
}

# For those who want to look at it, and for the check of the deployment files.
output "user_data" {
  value = local.user_data
}

output "schedules" {
  value = try(module.schedules[0].schedules, {})
}
