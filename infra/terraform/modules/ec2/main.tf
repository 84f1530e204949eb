data "aws_region" "current" {}
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

data "aws_ssm_parameter" "image" {
  name = var.image_parameter
}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  account   = data.aws_caller_identity.current.account_id
}

resource "aws_instance" "main" {
  ami                     = data.aws_ssm_parameter.image.insecure_value
  instance_type           = var.instance_type
  subnet_id               = var.subnet_id
  vpc_security_group_ids  = var.security_group_ids
  iam_instance_profile    = aws_iam_instance_profile.main.name
  user_data               = var.user_data
  disable_api_termination = var.termination_protection
  monitoring              = true
  tags                    = merge({ Name = var.name }, var.office_hours ? { Schedule = "OfficeHours" } : {})
  volume_tags             = { Name = var.name, Snapshots = var.name }

  # IMDSv2 alone: a forged request cannot read the credentials of the role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = var.disk_gb
    encrypted             = true
    delete_on_termination = false
  }

  # A newer image or other user data would replace the instance, and with it the database. Upgrade in place.
  lifecycle {
    ignore_changes = [ami, user_data]
  }
}

resource "aws_eip" "main" {
  domain = "vpc"
  tags   = { Name = var.name }
}

resource "aws_eip_association" "main" {
  instance_id   = aws_instance.main.id
  allocation_id = aws_eip.main.id
}

# A broken host is moved to another one; the disk and the address stay.
resource "aws_cloudwatch_metric_alarm" "recover" {
  alarm_name          = "${var.name}-recover"
  alarm_description   = "The host of the instance has failed: EC2 moves it to another one."
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = { InstanceId = aws_instance.main.id }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 3
  alarm_actions       = ["arn:${local.partition}:automate:${local.region}:ec2:recover"]
}
