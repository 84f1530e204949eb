resource "aws_db_subnet_group" "main" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

locals {
  # "17.5" and "17" are both of the family postgres17.
  major = split(".", var.engine_version)[0]
  logs  = ["postgresql"]
}

resource "aws_db_parameter_group" "main" {
  count       = var.aurora ? 0 : 1
  name_prefix = "${var.name}-"
  family      = "postgres${local.major}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "main" {
  count      = var.aurora ? 0 : 1
  identifier = var.name

  engine                      = "postgres"
  engine_version              = var.engine_version
  allow_major_version_upgrade = var.allow_major_version_upgrade
  auto_minor_version_upgrade  = true
  instance_class              = var.instance_class
  parameter_group_name        = aws_db_parameter_group.main[0].name

  db_name             = "docket"
  username            = "docket"
  password_wo         = var.password
  password_wo_version = var.password_version

  storage_type          = "gp3"
  allocated_storage     = var.storage_gb.min
  max_allocated_storage = var.storage_gb.max
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = var.multi_az
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false

  backup_retention_period   = var.backup_days
  backup_window             = "21:00-21:30"
  maintenance_window        = "sun:22:00-sun:23:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = var.deletion_protection
  final_snapshot_identifier = "${var.name}-final"
  skip_final_snapshot       = false
  snapshot_identifier       = var.snapshot_identifier

  performance_insights_enabled    = true
  enabled_cloudwatch_logs_exports = local.logs
}
