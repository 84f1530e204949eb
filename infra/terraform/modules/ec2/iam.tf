locals {
  statements = concat(
    [
      {
        # A shell through Session Manager, in place of SSH. Its agent has no narrower permission.
        Sid    = "SessionManager"
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
        ]
        Resource = "*"
      },
    ],
    var.backups.statements,
    [
      for arns in length(var.secret_arns) > 0 ? [values(var.secret_arns)] : [] :
      { Sid = "ReadSecrets", Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = arns }
    ],
  )
}

resource "aws_iam_role" "main" {
  name = "${var.name}-instance"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "main" {
  name   = "docket"
  role   = aws_iam_role.main.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}

resource "aws_iam_instance_profile" "main" {
  name = "${var.name}-instance"
  role = aws_iam_role.main.name
}
