# Snapshots of the disk every night. A snapshot is like the disk after a power cut, from which SQLite recovers.
resource "aws_dlm_lifecycle_policy" "main" {
  description        = "Daily snapshots of ${var.name}"
  execution_role_arn = aws_iam_role.snapshots.arn
  state              = "ENABLED"

  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Snapshots = var.name }

    schedule {
      name      = "daily"
      copy_tags = true

      create_rule {
        interval      = 24
        interval_unit = "HOURS"
        times         = ["21:00"]
      }

      retain_rule {
        count = var.snapshot_days
      }
    }
  }
}

resource "aws_iam_role" "snapshots" {
  name = "${var.name}-snapshots"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "dlm.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "snapshots" {
  name = "snapshots"
  role = aws_iam_role.snapshots.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # EC2 has no narrower permission to list volumes and snapshots.
        Sid      = "List"
        Effect   = "Allow"
        Action   = ["ec2:DescribeAvailabilityZones", "ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes"]
        Resource = "*"
      },
      {
        Sid       = "TakeOfTaggedVolumes"
        Effect    = "Allow"
        Action    = "ec2:CreateSnapshot"
        Resource  = "arn:${local.partition}:ec2:${local.region}:${local.account}:volume/*"
        Condition = { StringEquals = { "aws:ResourceTag/Snapshots" = var.name } }
      },
      {
        # A snapshot has no account in its ARN.
        Sid      = "Take"
        Effect   = "Allow"
        Action   = "ec2:CreateSnapshot"
        Resource = "arn:${local.partition}:ec2:${local.region}::snapshot/*"
      },
      {
        Sid      = "TagSnapshots"
        Effect   = "Allow"
        Action   = "ec2:CreateTags"
        Resource = "arn:${local.partition}:ec2:${local.region}::snapshot/*"
      },
      {
        Sid       = "DeleteOwnSnapshots"
        Effect    = "Allow"
        Action    = "ec2:DeleteSnapshot"
        Resource  = "arn:${local.partition}:ec2:${local.region}::snapshot/*"
        Condition = { StringEquals = { "aws:ResourceTag/Snapshots" = var.name } }
      },
    ]
  })
}
