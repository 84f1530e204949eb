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
  nat    = var.multi_az ? "each_zone" : "one"

  # By which load balancers find their subnets.
  subnet_tags = {
    public  = { "kubernetes.io/role/elb" = "1" }
    private = { "kubernetes.io/role/internal-elb" = "1" }
  }
}

module "registry" {
  source = "../../modules/registry"
  name   = var.name
}

module "files" {
  source = "../../modules/files"
  bucket = var.bucket
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
  aurora              = var.aurora
  multi_az            = var.multi_az
  snapshot_identifier = var.snapshot_identifier
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

module "lambdas" {
  source     = "../../modules/lambdas"
  name       = var.name
  archives   = var.archives
  completion = { emails = var.completion_emails }
}

module "alarms" {
  source    = "../../modules/alarms"
  name      = var.name
  emails    = var.alarm_emails
  database  = { identifier = module.database.identifier, is_aurora = var.aurora }
  cache     = { id = module.cache.replication_group_id, nodes = var.multi_az ? 2 : 1 }
  functions = module.lambdas.names
}

module "eks" {
  source                = "../../modules/eks"
  name                  = var.name
  private_subnet_ids    = module.network.private_subnet_ids
  app_security_group_id = module.network.security_group_ids.app
  api_cidrs             = var.api_cidrs
  admin_arns            = var.admin_arns
  secret_arns           = module.secrets.arns
  backups               = module.files.backups
  completion_lambda     = { arn = module.lambdas.arns["task-completed"] }
}
