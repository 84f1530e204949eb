mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "ap-south-1" }
  }
}

variables {
  name              = "docket"
  image             = "123456789012.dkr.ecr.ap-south-1.amazonaws.com/docket:0.1.0"
  repository_arn    = "arn:aws:ecr:ap-south-1:123456789012:repository/docket"
  public_url        = "https://tasks.example.org"
  certificate_arn   = "arn:aws:acm:ap-south-1:123456789012:certificate/1"
  backups           = { url = "s3://docket-files/backups", statements = [] }
  secret_arns       = { DATABASE_URL = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:docket/DATABASE_URL" }
  completion_lambda = { arn = "arn:aws:lambda:ap-south-1:123456789012:function:docket-task-completed" }
  network = {
    vpc_id             = "vpc-1"
    public_subnet_ids  = ["subnet-1", "subnet-2"]
    private_subnet_ids = ["subnet-3", "subnet-4"]
    security_group_ids = { load_balancer = "sg-1", app = "sg-2", database = "sg-3", cache = "sg-4" }
  }
}

run "ecs" {
  module {
    source = "./modules/ecs"
  }

  assert {
    condition     = aws_ecs_service.api.network_configuration[0].subnets == toset(var.network.private_subnet_ids) && !aws_ecs_service.api.network_configuration[0].assign_public_ip
    error_message = "The tasks of the API, and with them port 8000, are public."
  }

  assert {
    condition     = alltrue([for service in [aws_ecs_service.api, aws_ecs_service.worker] : service.deployment_circuit_breaker[0].enable && service.deployment_circuit_breaker[0].rollback])
    error_message = "A version that does not start is not rolled back."
  }

  assert {
    condition = alltrue([
      for task in aws_ecs_task_definition.main : alltrue([
        for container in jsondecode(task.container_definitions) : container.readonlyRootFilesystem && !try(container.privileged, false)
      ])
    ])
    error_message = "A container can write to its root file system, or is privileged."
  }

  assert {
    condition = alltrue([
      for task in aws_ecs_task_definition.main : alltrue([
        for variable in jsondecode(task.container_definitions)[0].environment : !contains(["DATABASE_URL", "REDIS_URL", "JWT_SECRET_KEY"], variable.name)
      ])
    ])
    error_message = "A secret is in a task definition."
  }

  assert {
    condition     = { for name, task in aws_ecs_task_definition.main : name => jsondecode(task.container_definitions)[0].command } == { api = ["api"], worker = ["worker"], migrate = ["migrate", "up"] }
    error_message = "A task definition does not run the command of its role."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.main : [
        for statement in jsondecode(policy.policy).Statement :
        !contains(flatten([statement.Resource]), "*") || statement.Sid == "LogInToRegistry"
      ]
    ]))
    error_message = "A role may do something on every resource, where AWS allows better."
  }

  assert {
    condition     = alltrue(flatten([for policy in aws_iam_role_policy.main : [for statement in jsondecode(policy.policy).Statement : [for action in flatten([statement.Action]) : !strcontains(action, "*")]]]))
    error_message = "A role may do every action of a service."
  }

  assert {
    condition     = jsondecode(aws_scheduler_schedule.backup[0].target[0].input).containerOverrides[0].command == ["backup"] && !strcontains(aws_iam_role_policy.backup.policy, "\"*\"")
    error_message = "No backup is scheduled, or its schedule may run other tasks."
  }

  assert {
    condition     = toset(keys(aws_iam_role_policy.main)) == toset(["execution", "worker"])
    error_message = "The API has permissions that it does not need."
  }

  assert {
    condition     = aws_appautoscaling_target.main["api"].min_capacity == 2 && aws_appautoscaling_target.main["worker"].max_capacity == 5
    error_message = "The services do not scale within their bounds."
  }
}

run "stopped" {
  module {
    source = "./modules/ecs"
  }

  variables {
    running = false
  }

  assert {
    condition     = alltrue([for target in aws_appautoscaling_target.main : target.min_capacity == 0 && target.max_capacity == 0])
    error_message = "running = false leaves tasks running."
  }
}

run "plain_http" {
  command         = plan
  expect_failures = [var.public_url]

  module {
    source = "./modules/ecs"
  }

  variables {
    public_url = "http://tasks.example.org"
  }
}
