data "aws_region" "current" {}

data "aws_ssm_parameter" "image" {
  name = var.image_parameter
}

locals {
  settings = merge(var.settings, { PUBLIC_URL = var.public_url, TRUST_PROXY = "true" })
  # No secret stands in it: instances read those themselves.
  user_data = templatefile("${path.module}/../../../ec2/group-user-data.yaml", {
    release_url = var.release_url
    region      = data.aws_region.current.region
    settings    = [for name, value in local.settings : "${name}=${value}"]
    secrets     = var.secret_arns
  })
}

resource "aws_launch_template" "main" {
  name_prefix            = "${var.name}-"
  update_default_version = true
  image_id               = data.aws_ssm_parameter.image.insecure_value
  instance_type          = var.instance_type
  vpc_security_group_ids = [var.network.security_group_ids.app]
  user_data              = base64encode(local.user_data)

  iam_instance_profile {
    name = aws_iam_instance_profile.main.name
  }

  # IMDSv2 alone: a forged request cannot read the credentials of the role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 10
      encrypted             = "true"
      delete_on_termination = "true"
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = var.name }
  }
}

resource "aws_autoscaling_group" "main" {
  name                = var.name
  min_size            = var.size.min
  max_size            = var.size.max
  vpc_zone_identifier = var.network.private_subnet_ids
  target_group_arns   = [module.load_balancer.target_group.arn]
  health_check_type   = "ELB"
  # Installing takes some minutes.
  health_check_grace_period = 600
  default_instance_warmup   = 120

  launch_template {
    id      = aws_launch_template.main.id
    version = aws_launch_template.main.latest_version
  }

  # A new version starts beside the old one, which stops when it is healthy.
  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 150
      auto_rollback          = true
    }
  }

  # The autoscaler decides on the capacity, and remembers its last steps in a tag.
  lifecycle {
    ignore_changes = [desired_capacity, tag]
  }
}

module "load_balancer" {
  source              = "../load-balancer"
  name                = var.name
  network             = var.network
  certificate_arn     = var.certificate_arn
  target_type         = "instance"
  deletion_protection = var.deletion_protection
}
