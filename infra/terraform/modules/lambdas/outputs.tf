output "arns" {
  description = "By name: office-hours-start, office-hours-stop, task-completed, autoscaler."
  value       = { for name, function in aws_lambda_function.main : name => function.arn }
}

output "names" {
  value = { for name, function in aws_lambda_function.main : name => function.function_name }
}
