output "address" {
  description = "The target of the DNS record."
  value       = aws_eip.main.public_ip
}

output "instance_id" {
  value = aws_instance.main.id
}

output "shell" {
  value = "aws ssm start-session --target ${aws_instance.main.id}"
}
