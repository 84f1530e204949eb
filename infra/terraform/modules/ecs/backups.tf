# An archive in the bucket every night, beside the backups of the database: it can be restored anywhere.
resource "aws_scheduler_schedule" "backup" {
  count               = var.backup_schedule == null ? 0 : 1
  name                = "${var.name}-backup"
  schedule_expression = var.backup_schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.backup.arn
    input    = jsonencode({ containerOverrides = [{ name = "docket", command = ["backup"] }] })

    ecs_parameters {
      # The newest revision.
      task_definition_arn = aws_ecs_task_definition.main["migrate"].arn_without_revision
      launch_type         = "FARGATE"

      network_configuration {
        subnets          = var.network.private_subnet_ids
        security_groups  = [var.network.security_group_ids.app]
        assign_public_ip = false
      }
    }

    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}

resource "aws_iam_role" "backup" {
  name = "${var.name}-backup"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "backup" {
  name = "run-backup"
  role = aws_iam_role.backup.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RunTheTask"
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${aws_ecs_task_definition.main["migrate"].arn_without_revision}:*"
        Condition = { ArnEquals = { "ecs:cluster" = aws_ecs_cluster.main.arn } }
      },
      {
        Sid       = "GiveItItsRoles"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = [aws_iam_role.main["execution"].arn, aws_iam_role.main["worker"].arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}
