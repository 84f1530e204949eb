output "registry" {
  value = module.registry.url
}

output "address" {
  description = "The target of the DNS record."
  value       = module.ecs.load_balancer.dns_name
}

# For docket.sh.
output "cluster" {
  value = module.ecs.cluster
}

output "task_definition" {
  value = module.ecs.task_definition
}

output "task_network" {
  value = module.ecs.task_network
}
