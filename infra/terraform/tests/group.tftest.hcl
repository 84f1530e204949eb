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
}

variables {
  name            = "docket"
  certificate_arn = "arn:aws:acm:ap-south-1:123456789012:certificate/1"
  public_url      = "https://tasks.example.org"
  release_url     = "https://example.org/docket-0.1.0.tar.gz"
  size            = { min = 2, max = 8 }
  secret_arns = {
    DATABASE_URL   = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:docket/DATABASE_URL"
    JWT_SECRET_KEY = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:docket/JWT_SECRET_KEY"
  }
  network = {
    vpc_id             = "vpc-1"
    public_subnet_ids  = ["subnet-1", "subnet-2"]
    private_subnet_ids = ["subnet-3", "subnet-4"]
    security_group_ids = { load_balancer = "sg-1", app = "sg-2", database = "sg-3", cache = "sg-4" }
  }
}

run "group" {
  module {
    source = "./modules/ec2-group"
  }

  assert {
    condition     = toset(aws_autoscaling_group.main.vpc_zone_identifier) == toset(["subnet-3", "subnet-4"])
    error_message = "The instances are in public subnets."
  }

  assert {
    condition     = aws_autoscaling_group.main.min_size == 2 && aws_autoscaling_group.main.max_size == 8 && aws_autoscaling_group.main.health_check_type == "ELB"
    error_message = "The bounds are not those that were asked for, or an instance that does not answer stays."
  }

  assert {
    condition     = toset(aws_launch_template.main.vpc_security_group_ids) == toset(["sg-2"])
    error_message = "Others than the load balancer reach the instances."
  }

  assert {
    condition     = aws_launch_template.main.metadata_options[0].http_tokens == "required"
    error_message = "The metadata service accepts requests without a session token."
  }

  assert {
    condition     = aws_launch_template.main.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "The disks are not encrypted."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.main.policy).Statement : !contains(flatten([statement.Resource]), "*") || statement.Sid == "SessionManager"])
    error_message = "The instances may do something on every resource, where AWS allows better."
  }

  assert {
    condition     = one([for file in yamldecode(output.user_data).write_files : file.content if file.path == "/etc/docket-settings"]) == "PUBLIC_URL=https://tasks.example.org\nTRUST_PROXY=true\n"
    error_message = "The settings of the instances are not those that were asked for."
  }

  assert {
    condition = alltrue([
      for variable, arn in var.secret_arns :
      strcontains(one([for file in yamldecode(output.user_data).write_files : file.content if file.path == "/usr/local/sbin/install-docket"]), "read_secret ${variable} ${arn}\n")
    ])
    error_message = "The instances do not read their secrets."
  }

  assert {
    condition     = base64decode(aws_launch_template.main.user_data) == output.user_data && length(aws_launch_template.main.user_data) < 16384
    error_message = "The user data is not that of the launch template, or larger than EC2 allows."
  }
}

run "without_key" {
  command         = plan
  expect_failures = [var.secret_arns]

  module {
    source = "./modules/ec2-group"
  }

  variables {
    secret_arns = { DATABASE_URL = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:docket/DATABASE_URL" }
  }
}

# The autoscaler of the group: its function, its permission for this group alone, and its schedule.
run "autoscaler" {
  module {
    source = "./modules/lambdas"
  }

  variables {
    autoscaler = {
      group_name        = run.group.group_name
      subnet_ids        = ["subnet-3", "subnet-4"]
      security_group_id = "sg-2"
      settings          = { AUTOSCALE_MIN = "2", AUTOSCALE_MAX = "8" }
    }
  }

  assert {
    condition     = aws_lambda_function.main["autoscaler"].environment[0].variables.AUTOSCALE_GROUP == "docket" && aws_lambda_function.main["autoscaler"].environment[0].variables.AUTOSCALE_MAX == "8"
    error_message = "The autoscaler is not that of the group."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.main["autoscaler"].policy).Statement : statement.Resource if statement.Sid == "ScaleTheGroup"]) == "arn:aws:autoscaling:ap-south-1:123456789012:autoScalingGroup:*:autoScalingGroupName/docket"
    error_message = "The autoscaler may scale other groups."
  }

  assert {
    condition     = aws_lambda_function.main["autoscaler"].reserved_concurrent_executions == 1 && toset(aws_lambda_function.main["autoscaler"].vpc_config[0].subnet_ids) == toset(["subnet-3", "subnet-4"])
    error_message = "Two runs of the autoscaler can overlap, or it cannot reach the instances."
  }
}
