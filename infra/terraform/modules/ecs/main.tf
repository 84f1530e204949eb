data "aws_region" "current" {}
data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}

locals {
  roles = {
    api     = merge(var.api, { command = ["api"] })
    worker  = merge(var.worker, { command = ["worker"] })
    migrate = { cpu = 256, memory = 512, command = ["migrate", "up"] }
  }

  settings = merge(
    {
      NODE_ENV   = "production"
      PUBLIC_URL = var.public_url
      # The load balancer is the one proxy, and does not compress.
      TRUST_PROXY  = "true"
      COMPRESSION  = "on"
      METRICS_PORT = "9464"
      AWS_REGION   = data.aws_region.current.region
      BACKUP_TO    = var.backups.url
      # The root file system is read-only.
      TMPDIR            = "/data"
      COMPLETION_NOTICE = var.completion_lambda == null ? "simulate" : "lambda"
    },
    var.completion_lambda == null ? {} : { COMPLETION_LAMBDA = var.completion_lambda.arn },
    var.settings,
  )
}

resource "aws_ecs_cluster" "main" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "main" {
  for_each          = toset(concat(keys(local.roles), ["metrics"]))
  name              = "/${var.name}/${each.key}"
  retention_in_days = var.log_days
}

resource "aws_ecs_task_definition" "main" {
  for_each                 = local.roles
  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.main["execution"].arn
  task_role_arn            = aws_iam_role.main[each.key == "api" ? "api" : "worker"].arn
  container_definitions    = jsonencode(concat([local.docket[each.key]], each.key == "worker" ? [local.collector] : []))

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  # Fargate gives the volume the owner that the Dockerfile declares for it.
  volume {
    name = "data"
  }
}

resource "aws_ecs_service" "api" {
  name                              = "api"
  cluster                           = aws_ecs_cluster.main.id
  task_definition                   = aws_ecs_task_definition.main["api"].arn
  desired_count                     = var.running ? var.api.min : 0
  launch_type                       = "FARGATE"
  health_check_grace_period_seconds = 60
  enable_execute_command            = false
  propagate_tags                    = "SERVICE"
  wait_for_steady_state             = true

  # New tasks take requests before old ones stop; a version that does not start is rolled back.
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.network.private_subnet_ids
    security_groups  = [var.network.security_group_ids.app]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = module.load_balancer.target_group.arn
    container_name   = "docket"
    container_port   = 8000
  }

  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_iam_role_policy.main]
}

resource "aws_ecs_service" "worker" {
  name                   = "worker"
  cluster                = aws_ecs_cluster.main.id
  task_definition        = aws_ecs_task_definition.main["worker"].arn
  desired_count          = var.running ? var.worker.min : 0
  launch_type            = "FARGATE"
  enable_execute_command = false
  propagate_tags         = "SERVICE"
  wait_for_steady_state  = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.network.private_subnet_ids
    security_groups  = [var.network.security_group_ids.app]
    assign_public_ip = false
  }

  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_iam_role_policy.main]
}

module "load_balancer" {
  source              = "../load-balancer"
  name                = var.name
  network             = var.network
  certificate_arn     = var.certificate_arn
  target_type         = "ip"
  deletion_protection = var.deletion_protection
}
