mock_provider "aws" {
  mock_resource "aws_eks_cluster" {
    defaults = { identity = [{ oidc = [{ issuer = "https://oidc.eks.ap-south-1.amazonaws.com/id/1" }] }] }
  }

  mock_data "aws_region" {
    defaults = { region = "ap-south-1" }
  }
}

variables {
  name        = "docket"
  backups     = { url = "s3://docket-files/backups", statements = [] }
  secret_arns = { SMTP_URL = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:docket/SMTP_URL" }
}

run "ec2" {
  module {
    source = "./modules/ec2"
  }

  variables {
    subnet_id          = "subnet-1"
    security_group_ids = ["sg-1"]
    user_data          = "#cloud-config"
    office_hours       = true
  }

  assert {
    condition     = aws_instance.main.root_block_device[0].encrypted && !aws_instance.main.root_block_device[0].delete_on_termination
    error_message = "The disk is not encrypted, or is lost with the instance."
  }

  assert {
    condition     = aws_instance.main.metadata_options[0].http_tokens == "required"
    error_message = "The metadata service accepts requests without a session token."
  }

  assert {
    condition     = aws_instance.main.tags.Schedule == "OfficeHours" && aws_instance.main.disable_api_termination
    error_message = "The instance lacks the tag of office hours or termination protection."
  }

  assert {
    condition = alltrue(flatten([
      for policy in [aws_iam_role_policy.main, aws_iam_role_policy.snapshots] : [
        for statement in jsondecode(policy.policy).Statement :
        !contains(flatten([statement.Resource]), "*") || contains(["SessionManager", "List"], statement.Sid)
      ]
    ]))
    error_message = "A role may do something on every resource, where AWS allows better."
  }

  assert {
    condition     = alltrue(flatten([for policy in [aws_iam_role_policy.main, aws_iam_role_policy.snapshots] : [for statement in jsondecode(policy.policy).Statement : [for action in flatten([statement.Action]) : !strcontains(action, "*")]]]))
    error_message = "A role may do every action of a service."
  }
}

run "eks" {
  module {
    source = "./modules/eks"
  }

  variables {
    private_subnet_ids    = ["subnet-3", "subnet-4"]
    app_security_group_id = "sg-2"
    admin_arns            = ["arn:aws:iam::123456789012:role/operators"]
    completion_lambda     = { arn = "arn:aws:lambda:ap-south-1:123456789012:function:docket-task-completed" }
  }

  assert {
    condition     = !aws_eks_cluster.main.vpc_config[0].endpoint_public_access
    error_message = "The Kubernetes API is public without an address range."
  }

  assert {
    condition     = one(aws_eks_cluster.main.encryption_config[0].resources) == "secrets" && aws_kms_key.secrets.enable_key_rotation
    error_message = "The secrets of Kubernetes are not encrypted with a key of their own."
  }

  assert {
    condition     = aws_launch_template.nodes.block_device_mappings[0].ebs[0].encrypted == "true" && aws_launch_template.nodes.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The disks of nodes are not encrypted, or pods reach the role of their node."
  }

  assert {
    condition     = jsondecode(aws_iam_role.docket.assume_role_policy).Statement[0].Condition.StringEquals["oidc.eks.ap-south-1.amazonaws.com/id/1:sub"] == "system:serviceaccount:docket:docket"
    error_message = "Pods other than those of Docket may assume its role."
  }

  assert {
    condition     = alltrue([for attachment in concat([aws_iam_role_policy_attachment.cluster], values(aws_iam_role_policy_attachment.nodes)) : !strcontains(attachment.policy_arn, "FullAccess") && !strcontains(attachment.policy_arn, "Administrator")])
    error_message = "A role has full access."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.docket.policy).Statement : !contains(flatten([statement.Resource]), "*") && alltrue([for action in flatten([statement.Action]) : !strcontains(action, "*")])])
    error_message = "Docket may do something on every resource, or every action of a service."
  }
}
