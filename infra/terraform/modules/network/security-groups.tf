locals {
  groups = {
    load_balancer = "What clients reach: ports 80 and 443"
    app           = "The processes of Docket"
    database      = "PostgreSQL, for Docket alone"
    cache         = "Redis, for Docket alone"
  }
  # From one group to another, on a port.
  flows = {
    requests = { from = "load_balancer", to = "app", port = 8000 }
    metrics  = { from = "app", to = "app", port = 9464 }
    database = { from = "app", to = "database", port = 5432 }
    cache    = { from = "app", to = "cache", port = 6379 }
  }
  client_rules = { for pair in setproduct(["80", "443"], var.client_cidrs) : join("-", pair) => pair }
}

resource "aws_security_group" "main" {
  for_each    = local.groups
  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "${var.name}-${replace(each.key, "_", "-")}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each          = local.client_rules
  security_group_id = aws_security_group.main["load_balancer"].id
  description       = "Clients on port ${each.value[0]}"
  ip_protocol       = "tcp"
  from_port         = each.value[0]
  to_port           = each.value[0]
  cidr_ipv4         = each.value[1]
}

resource "aws_vpc_security_group_ingress_rule" "flows" {
  for_each                     = local.flows
  security_group_id            = aws_security_group.main[each.value.to].id
  referenced_security_group_id = aws_security_group.main[each.value.from].id
  description                  = "${each.key} from ${each.value.from}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "load_balancer" {
  security_group_id            = aws_security_group.main["load_balancer"].id
  referenced_security_group_id = aws_security_group.main["app"].id
  description                  = "Requests to Docket"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
}

# Docket calls AWS and the mail server. The database and the cache open no connections.
resource "aws_vpc_security_group_egress_rule" "app" {
  security_group_id = aws_security_group.main["app"].id
  description       = "Anywhere"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
