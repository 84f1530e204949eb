output "load_balancer" {
  description = "The target of a CNAME or an alias record."
  value       = module.load_balancer.address
}

output "target_group_arn_suffix" {
  value = module.load_balancer.target_group.arn_suffix
}

output "cluster" {
  value = aws_ecs_cluster.main.name
}

output "task_role_arns" {
  value = { for name, role in aws_iam_role.main : name => role.arn }
}

output "task_definition" {
  description = "The task for migrations and other commands."
  value       = aws_ecs_task_definition.main["migrate"].family
}

output "task_network" {
  description = "Subnets and security group of that task, in the notation of the AWS CLI."
  value       = "subnets=[${join(",", var.network.private_subnet_ids)}],securityGroups=[${var.network.security_group_ids.app}]"
}
