# terraform test touches no account: everything here is a mock. OpenTofu gives mocks of one resource the same id, so that
# ids tell resources of different types apart, but not two of the same.
mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["ap-south-1a", "ap-south-1b", "ap-south-1c"] }
  }
}

variables {
  name = "docket"
}

run "network" {
  module {
    source = "./modules/network"
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : contains([80, 443], rule.from_port) && rule.from_port == rule.to_port])
    error_message = "Clients can reach a port other than 80 and 443."
  }

  assert {
    condition = alltrue([
      for rule in aws_vpc_security_group_ingress_rule.flows :
      !can(cidrhost(rule.cidr_ipv4, 0)) && !can(cidrhost(rule.cidr_ipv6, 0)) && rule.from_port == rule.to_port
    ])
    error_message = "Port 8000, 9464, 5432 or 6379 is open to an address range."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.flows["requests"].referenced_security_group_id == aws_security_group.main["load_balancer"].id
    error_message = "Port 8000 can be reached from a group other than that of the load balancer."
  }

  assert {
    condition     = alltrue([for name in ["database", "cache"] : aws_vpc_security_group_ingress_rule.flows[name].referenced_security_group_id == aws_security_group.main["app"].id])
    error_message = "The database or the cache can be reached from a group other than that of Docket."
  }

  assert {
    condition     = alltrue([for subnet in concat(aws_subnet.public, aws_subnet.private) : subnet.map_public_ip_on_launch != true])
    error_message = "Instances in a subnet get a public address by default."
  }

  assert {
    condition     = length(distinct(aws_subnet.private[*].availability_zone)) == 2 && length(distinct(concat(aws_subnet.private[*].cidr_block, aws_subnet.public[*].cidr_block))) == 4
    error_message = "The subnets overlap, or are in one zone."
  }
}

run "without_nat" {
  module {
    source = "./modules/network"
  }

  variables {
    nat = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.main) == 0 && length(aws_route.nat) == 0
    error_message = "nat = none creates a NAT gateway."
  }
}

run "nat_in_each_zone" {
  module {
    source = "./modules/network"
  }

  variables {
    nat   = "each_zone"
    zones = 3
  }

  assert {
    condition     = length(aws_nat_gateway.main) == 3 && length(aws_route.nat) == 3
    error_message = "A zone lacks its own NAT gateway."
  }
}

run "one_zone" {
  command         = plan
  expect_failures = [var.zones]

  module {
    source = "./modules/network"
  }

  variables {
    zones = 1
  }
}
