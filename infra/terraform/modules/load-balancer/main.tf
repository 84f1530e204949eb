resource "aws_lb" "main" {
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.network.public_subnet_ids
  security_groups            = [var.network.security_group_ids.load_balancer]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  # WebSockets and event streams have a heartbeat every 25 seconds.
  idle_timeout = 120
}

resource "aws_lb_target_group" "api" {
  name_prefix          = "docket"
  vpc_id               = var.network.vpc_id
  target_type          = var.target_type
  port                 = 8000
  protocol             = "HTTP"
  deregistration_delay = 30

  # Not /health/ready: when the database is away it fails everywhere, and all targets would be replaced for nothing.
  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

# Docket has no /metrics on port 8000 in production; the rule is defence in depth.
resource "aws_lb_listener_rule" "operators" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 1

  condition {
    path_pattern {
      values = ["*/metrics", "*/metrics/", "*/health/ready", "*/health/ready/"]
    }
  }

  action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}
