output "registry" {
  value = module.registry.url
}

output "kubeconfig" {
  value = module.eks.kubeconfig
}

output "role_arn" {
  description = "For the service account of Docket."
  value       = module.eks.role_arn
}

output "secrets" {
  description = "The ARNs of the secrets, by environment variable."
  value       = module.secrets.arns
}

output "completion_lambda" {
  value = module.lambdas.arns["task-completed"]
}
