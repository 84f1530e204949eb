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

module "ecs" {
  source              = "../../modules/ecs"
  name                = var.name
  image               = "${module.registry.url}:${var.image_tag}"
  repository_arn      = module.registry.arn
  public_url          = "https://${var.domain}"
  certificate_arn     = var.certificate_arn
  network             = module.network
  secret_arns         = module.secrets.arns
  backups             = module.files.backups
  running             = var.running
  completion_lambda   = { arn = module.lambdas.arns["task-completed"] }
  deletion_protection = var.deletion_protection
  settings            = { EMAIL_FROM = "Docket <docket@${var.domain}>" }
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
  workers   = true
  functions = module.lambdas.names
  load_balancer = {
    load_balancer = module.ecs.load_balancer.arn_suffix
    target_group  = module.ecs.target_group_arn_suffix
  }
}

resource "aws_route53_record" "main" {
  count   = var.zone_id == null ? 0 : 1
  zone_id = var.zone_id
  name    = var.domain
  type    = "A"

  alias {
    name                   = module.ecs.load_balancer.dns_name
    zone_id                = module.ecs.load_balancer.zone_id
    evaluate_target_health = false
  }
}
