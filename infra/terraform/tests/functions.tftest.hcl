mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "ap-south-1" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:ap-south-1:123456789012:docket-task-completed" }
  }
}

variables {
  name = "docket"
}

run "functions" {
  module {
    source = "./modules/lambdas"
  }

  # The variable archives comes from -var or TF_VAR_archives.
  variables {
    office_hours = { tag_value = "Night" }
    completion   = { emails = ["ops@example.org"] }
    autoscaler   = { group_name = "docket-web", subnet_ids = ["subnet-3"], security_group_id = "sg-2" }
  }

  assert {
    condition     = toset(keys(aws_lambda_function.main)) == toset(["office-hours-start", "office-hours-stop", "task-completed", "autoscaler"])
    error_message = "A function is missing."
  }

  assert {
    condition     = aws_lambda_function.main["office-hours-stop"].environment[0].variables.TAG_VALUE == "Night" && strcontains(aws_iam_role_policy.main["office-hours-stop"].policy, "\"aws:ResourceTag/Schedule\": \"Night\"")
    error_message = "The tag of the function and that of its permissions differ."
  }

  assert {
    condition     = alltrue([for name, policy in aws_iam_role_policy.main : strcontains(policy.policy, "log-group:/aws/lambda/docket-${name}:*")])
    error_message = "A function may write the logs of other functions."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.main : [
        for statement in jsondecode(policy.policy).Statement :
        !contains(flatten([statement.Resource]), "*") || contains(["ListInstances", "ListGroupsAndInstances", "ReachThePrivateNetwork"], statement.Sid)
      ]
    ]))
    error_message = "A function may do something on every resource, where AWS allows better."
  }

  assert {
    condition     = aws_sns_topic.completion[0].kms_master_key_id != null && aws_lambda_function.main["task-completed"].environment[0].variables.NOTIFICATION_TOPIC_ARN == aws_sns_topic.completion[0].arn
    error_message = "The topic of the completion notice is not encrypted, or not that of its function."
  }
}

run "schedules" {
  module {
    source = "./modules/schedules"
  }

  variables {
    office_hours = {
      start_arn = "arn:aws:lambda:ap-south-1:123456789012:function:start"
      stop_arn  = "arn:aws:lambda:ap-south-1:123456789012:function:stop"
    }
    autoscaler = { arn = "arn:aws:lambda:ap-south-1:123456789012:function:autoscaler" }
  }

  assert {
    condition = output.schedules == {
      office-hours-start = "cron(0 8 ? * MON-FRI *) Asia/Kolkata"
      office-hours-stop  = "cron(0 20 ? * MON-FRI *) Asia/Kolkata"
      autoscaler         = "rate(1 minute) Asia/Kolkata"
    }
    error_message = "Office hours are not 08:00 to 20:00 in Kolkata on weekdays."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.main.policy).Statement[0].Resource) == 3 && !strcontains(aws_iam_role_policy.main.policy, "\"*\"")
    error_message = "The schedules may invoke other functions than their own."
  }
}

run "schedules_elsewhere" {
  module {
    source = "./modules/schedules"
  }

  variables {
    office_hours = { start_arn = "arn:aws:lambda:1", stop_arn = "arn:aws:lambda:2" }
    time_zone    = "Europe/Berlin"
    weekdays     = "MON,SAT"
    hours        = { start = "06:30" }
  }

  assert {
    condition     = output.schedules == { office-hours-start = "cron(30 6 ? * MON,SAT *) Europe/Berlin", office-hours-stop = "cron(0 20 ? * MON,SAT *) Europe/Berlin" }
    error_message = "Time zone, weekdays or hours are not those that were asked for."
  }
}

run "impossible_hours" {
  command         = plan
  expect_failures = [var.hours]

  module {
    source = "./modules/schedules"
  }

  variables {
    hours = { start = "8:00" }
  }
}

run "alarms" {
  module {
    source = "./modules/alarms"
  }

  variables {
    load_balancer = { load_balancer = "app/docket/1", target_group = "targetgroup/docket/1" }
    database      = { identifier = "docket" }
    cache         = { id = "docket", nodes = 2 }
    workers       = true
    functions     = { task-completed = "docket-task-completed" }
  }

  assert {
    condition = toset(output.alarms) == toset([
      "errors", "no-task", "slow", "database-cpu", "database-disk", "cache-memory-1", "cache-memory-2", "no-worker", "dead-jobs", "lambda-task-completed",
    ])
    error_message = "An alarm is missing."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.main : contains(alarm.alarm_actions, aws_sns_topic.main.arn)])
    error_message = "An alarm has no action."
  }
}

run "no_alarms" {
  module {
    source = "./modules/alarms"
  }

  assert {
    condition     = length(output.alarms) == 0
    error_message = "Alarms exist for resources that do not."
  }
}
