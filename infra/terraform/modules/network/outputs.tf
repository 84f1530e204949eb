output "vpc_id" {
  value = aws_vpc.main.id
}

output "public_subnet_ids" {
  value = aws_subnet.public[*].id
}

output "private_subnet_ids" {
  value = aws_subnet.private[*].id
}

output "security_group_ids" {
  description = "By name: load_balancer, app, database, cache."
  value       = { for name, group in aws_security_group.main : name => group.id }
}
