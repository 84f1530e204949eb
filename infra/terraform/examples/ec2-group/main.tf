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
  nat    = "one"
}

module "secrets" {
  source        = "../../modules/secrets"
  name          = var.name
  database_host = module.database.host
  cache_host    = module.cache.host
  by_hand       = ["SMTP_URL"]
}

module "database" {
  source              = "../../modules/database"
  name                = var.name
  subnet_ids          = module.network.private_subnet_ids
  security_group_id   = module.network.security_group_ids.database
  password            = module.secrets.database_password
  multi_az            = var.multi_az
  deletion_protection = var.deletion_protection
}

module "cache" {
  source            = "../../modules/cache"
  name              = var.name
  subnet_ids        = module.network.private_subnet_ids
  security_group_id = module.network.security_group_ids.cache
  auth_token        = module.secrets.cache_token
  replicas          = var.multi_az ? 1 : 0
}

module "group" {
  source              = "../../modules/ec2-group"
  name                = var.name
  network             = module.network
  certificate_arn     = var.certificate_arn
  public_url          = "https://${var.domain}"
  release_url         = var.release_url
  secret_arns         = module.secrets.arns
  settings            = { EMAIL_FROM = "Docket <docket@${var.domain}>" }
  size                = var.size
  deletion_protection = var.deletion_protection

  # Instances migrate the database when they start.
  depends_on = [module.database, module.secrets]
}

# The autoscaler reads the metrics of each instance, so that it runs in their network and in their security group.
module "lambdas" {
  source   = "../../modules/lambdas"
  name     = var.name
  archives = var.archives
  autoscaler = {
    group_name        = module.group.group_name
    subnet_ids        = module.network.private_subnet_ids
    security_group_id = module.network.security_group_ids.app
    settings = merge(var.autoscaler_settings, {
      AUTOSCALE_MIN = tostring(var.size.min)
      AUTOSCALE_MAX = tostring(var.size.max)
    })
  }
}

module "schedules" {
  source     = "../../modules/schedules"
  name       = var.name
  autoscaler = { arn = module.lambdas.arns["autoscaler"] }
}

module "alarms" {
  source    = "../../modules/alarms"
  name      = var.name
  emails    = var.alarm_emails
  database  = { identifier = module.database.identifier }
  cache     = { id = module.cache.replication_group_id, nodes = var.multi_az ? 2 : 1 }
  functions = module.lambdas.names
  load_balancer = {
    load_balancer = module.group.load_balancer.arn_suffix
    target_group  = module.group.target_group_arn_suffix
  }
}
