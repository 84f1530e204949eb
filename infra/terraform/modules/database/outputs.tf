output "host" {
  value = var.aurora ? aws_rds_cluster.main[0].endpoint : aws_db_instance.main[0].address
}

output "identifier" {
  description = "For alarms: of the instance, or of the cluster with Aurora."
  value       = var.name
}
