terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  # Give it at init: -backend-config=bucket=… -backend-config=key=docket.tfstate -backend-config=region=…
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Application = var.name }
  }
}

module "network" {
  source = "../../modules/network"
  name   = var.name
  nat    = "none"
}

module "files" {
  source = "../../modules/files"
  bucket = var.bucket
}

locals {
  user_data = templatefile("${path.module}/../../../ec2/user-data.yaml", {
    release_url = var.release_url
    public_url  = var.public_url
  })
}

# The database is SQLite on the disk of the instance, and the secret key is beside it: there are no secrets to hand over.
module "ec2" {
  source    = "../../modules/ec2"
  name      = var.name
  subnet_id = module.network.public_subnet_ids[0]
  # The first lets clients in on 80 and 443, the second lets the instance out.
  security_group_ids     = [module.network.security_group_ids.load_balancer, module.network.security_group_ids.app]
  user_data              = local.user_data
  backups                = module.files.backups
  office_hours           = var.office_hours
  termination_protection = var.termination_protection
}

module "lambdas" {
  count        = var.office_hours ? 1 : 0
  source       = "../../modules/lambdas"
  name         = var.name
  archives     = var.archives
  office_hours = {}
}

module "schedules" {
  count  = var.office_hours ? 1 : 0
  source = "../../modules/schedules"
  name   = var.name
  office_hours = {
    start_arn = module.lambdas[0].arns["office-hours-start"]
    stop_arn  = module.lambdas[0].arns["office-hours-stop"]
  }
  time_zone = var.time_zone
}

module "alarms" {
  source    = "../../modules/alarms"
  name      = var.name
  emails    = var.alarm_emails
  instance  = { id = module.ec2.instance_id }
  functions = var.office_hours ? module.lambdas[0].names : {}
}
