output "group_name" {
  value = aws_autoscaling_group.main.name
}

output "load_balancer" {
  value = module.load_balancer.address
}

output "target_group_arn_suffix" {
  value = module.load_balancer.target_group.arn_suffix
}

output "user_data" {
  description = "What cloud-init does on each instance, to be looked at."
  value       = local.user_data
}
