data "aws_region" "current" {}
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  scope = {
    partition = data.aws_partition.current.partition
    region    = data.aws_region.current.region
    account   = data.aws_caller_identity.current.account_id
  }

  # Their policies stand beside the code of the functions.
  policies = "${path.module}/../../../../lambdas"

  office_hours = {
    for action in var.office_hours == null ? [] : ["start", "stop"] : "office-hours-${action}" => {
      archive     = "office-hours"
      handler     = "handler.${action}"
      timeout     = 120
      memory      = 256
      environment = { TAG_KEY = var.office_hours.tag_key, TAG_VALUE = var.office_hours.tag_value }
      policy = templatefile("${local.policies}/office-hours/iam-policy.json", merge(local.scope, {
        tag_key       = var.office_hours.tag_key
        tag_value     = var.office_hours.tag_value
        function_name = "${var.name}-office-hours-${action}"
      }))
    }
  }

  completion = {
    for topic in aws_sns_topic.completion : "task-completed" => {
      archive     = "task-completed"
      handler     = "handler.handler"
      timeout     = 10
      memory      = 128
      environment = { NOTIFICATION_TOPIC_ARN = topic.arn }
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Sid = "Notify", Effect = "Allow", Action = "sns:Publish", Resource = topic.arn },
          {
            Sid      = "WriteOwnLogs"
            Effect   = "Allow"
            Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
            Resource = "arn:${local.scope.partition}:logs:${local.scope.region}:${local.scope.account}:log-group:/aws/lambda/${var.name}-task-completed:*"
          },
        ]
      })
    }
  }

  autoscaler = {
    for group in var.autoscaler == null ? [] : [var.autoscaler] : "autoscaler" => {
      archive = "autoscaler"
      handler = "handler.handler"
      timeout = 120
      memory  = 256
      environment = merge(
        { AUTOSCALE_GROUP = group.group_name, METRICS_URL = "http://{instance}:9464/metrics" },
        group.settings,
      )
      policy = templatefile("${local.policies}/autoscaler/iam-policy.json", merge(local.scope, {
        group_name    = group.group_name
        function_name = "${var.name}-autoscaler"
      }))
      network = group
    }
  }

  functions = merge(local.office_hours, local.completion, local.autoscaler)
}

resource "aws_cloudwatch_log_group" "main" {
  for_each          = local.functions
  name              = "/aws/lambda/${var.name}-${each.key}"
  retention_in_days = var.log_days
}

resource "aws_lambda_function" "main" {
  for_each         = local.functions
  function_name    = "${var.name}-${each.key}"
  role             = aws_iam_role.main[each.key].arn
  runtime          = var.runtime
  architectures    = ["arm64"]
  handler          = each.value.handler
  filename         = "${var.archives}/${each.value.archive}.zip"
  source_code_hash = filebase64sha256("${var.archives}/${each.value.archive}.zip")
  timeout          = each.value.timeout
  memory_size      = each.value.memory
  # Two runs of the autoscaler must not overlap.
  reserved_concurrent_executions = each.key == "autoscaler" ? 1 : -1

  environment {
    variables = each.value.environment
  }

  # The autoscaler reads the metrics of instances in their private network.
  dynamic "vpc_config" {
    for_each = try([each.value.network], [])

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = [vpc_config.value.security_group_id]
    }
  }

  depends_on = [aws_cloudwatch_log_group.main, aws_iam_role_policy.main]
}

resource "aws_iam_role" "main" {
  for_each = local.functions
  name     = "${var.name}-${each.key}"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "main" {
  for_each = local.functions
  name     = "docket"
  role     = aws_iam_role.main[each.key].id
  policy   = each.value.policy
}

resource "aws_sns_topic" "completion" {
  count             = var.completion == null ? 0 : 1
  name              = "${var.name}-task-completed"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_subscription" "completion" {
  for_each  = toset(try(var.completion.emails, []))
  topic_arn = aws_sns_topic.completion[0].arn
  protocol  = "email"
  endpoint  = each.value
}
