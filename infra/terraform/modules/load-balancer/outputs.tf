output "address" {
  description = "The target of a CNAME or an alias record."
  value       = { dns_name = aws_lb.main.dns_name, zone_id = aws_lb.main.zone_id, arn_suffix = aws_lb.main.arn_suffix }
}

output "target_group" {
  # Targets of a group that no listener has are refused.
  depends_on = [aws_lb_listener.https]
  value      = { arn = aws_lb_target_group.api.arn, arn_suffix = aws_lb_target_group.api.arn_suffix }
}
