# Before the tasks of ECS and before the instances of a group.
mock_provider "aws" {}

variables {
  name                = "docket"
  certificate_arn     = "arn:aws:acm:ap-south-1:123456789012:certificate/1"
  target_type         = "ip"
  deletion_protection = true
  network = {
    vpc_id             = "vpc-1"
    public_subnet_ids  = ["subnet-1", "subnet-2"]
    security_group_ids = { load_balancer = "sg-1" }
  }
}

run "load_balancer" {
  module {
    source = "./modules/load-balancer"
  }

  assert {
    condition     = aws_lb_listener.https.protocol == "HTTPS" && startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13-")
    error_message = "The load balancer has no listener with TLS 1.2 or 1.3."
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "Plain HTTP is served."
  }

  assert {
    condition     = aws_lb.main.idle_timeout >= 60 && aws_lb.main.drop_invalid_header_fields
    error_message = "The load balancer ends WebSockets between two heartbeats, or forwards invalid headers."
  }
}
