locals {
  account = data.aws_caller_identity.current.account_id
  log_arn = { for name, group in aws_cloudwatch_log_group.main : name => "${group.arn}:*" }

  # `execution` starts tasks; the others belong to the processes in them.
  statements = {
    execution = [
      {
        # ECR has no narrower permission to log in.
        Sid      = "LogInToRegistry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "PullTheImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = var.repository_arn
      },
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = values(var.secret_arns)
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = values(local.log_arn)
      },
    ]

    # The API does not call AWS.
    api = []

    worker = concat(
      [
        {
          Sid      = "WriteMetrics"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
          Resource = local.log_arn["metrics"]
        },
      ],
      var.backups.statements,
      [
        for function in var.completion_lambda == null ? [] : [var.completion_lambda] :
        { Sid = "NotifyOfCompletion", Effect = "Allow", Action = "lambda:InvokeFunction", Resource = function.arn }
      ],
    )
  }
}

resource "aws_iam_role" "main" {
  for_each = local.statements
  name     = "${var.name}-${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      # Only for tasks of this account and region.
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:ecs:${data.aws_region.current.region}:${local.account}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "main" {
  for_each = { for name, statements in local.statements : name => statements if name != "api" }
  name     = "docket"
  role     = aws_iam_role.main[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = each.value })
}
