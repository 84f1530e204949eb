data "aws_caller_identity" "current" {}

locals {
  file     = "${path.module}/../../../../lambdas/office-hours/schedules.json"
  defaults = jsondecode(templatefile(local.file, { weekdays = local.weekdays }))
  # The file is a template of its own default weekdays.
  weekdays  = coalesce(var.weekdays, regex("\"weekdays\": \"([^\"]+)\"", file(local.file))[0])
  time_zone = coalesce(var.time_zone, local.defaults.time_zone)

  office_hours = var.office_hours == null ? {} : {
    start = { function = var.office_hours.start_arn, time = var.hours.start, default = local.defaults.start }
    stop  = { function = var.office_hours.stop_arn, time = var.hours.stop, default = local.defaults.stop }
  }

  schedules = merge(
    {
      for action, each in local.office_hours : "office-hours-${action}" => {
        function = each.function
        expression = each.time == null ? each.default : format(
          "cron(%d %d ? * %s *)", split(":", each.time)[1], split(":", each.time)[0], local.weekdays,
        )
      }
    },
    var.autoscaler == null ? {} : { autoscaler = { function = var.autoscaler.arn, expression = "rate(1 minute)" } },
  )
}

resource "aws_scheduler_schedule_group" "main" {
  name = var.name
}

resource "aws_scheduler_schedule" "main" {
  for_each                     = local.schedules
  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.main.name
  schedule_expression          = each.value.expression
  schedule_expression_timezone = local.time_zone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = each.value.function
    role_arn = aws_iam_role.main.arn

    # A function may be invoked twice: the second time finds nothing left to do.
    retry_policy {
      maximum_retry_attempts       = 3
      maximum_event_age_in_seconds = 3600
    }
  }
}

resource "aws_iam_role" "main" {
  name = "${var.name}-schedules"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.main.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "main" {
  name = "invoke"
  role = aws_iam_role.main.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "lambda:InvokeFunction", Resource = values(local.schedules)[*].function }]
  })
}
