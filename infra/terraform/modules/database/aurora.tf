resource "aws_rds_cluster_parameter_group" "main" {
  count       = var.aurora ? 1 : 0
  name_prefix = "${var.name}-"
  family      = "aurora-postgresql${local.major}"

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

resource "aws_rds_cluster" "main" {
  count              = var.aurora ? 1 : 0
  cluster_identifier = var.name

  engine                          = "aurora-postgresql"
  engine_version                  = var.engine_version
  allow_major_version_upgrade     = var.allow_major_version_upgrade
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.main[0].name

  database_name              = "docket"
  master_username            = "docket"
  master_password_wo         = var.password
  master_password_wo_version = var.password_version

  storage_encrypted      = true
  kms_key_id             = var.kms_key_arn
  db_subnet_group_name   = aws_db_subnet_group.main.name
  vpc_security_group_ids = [var.security_group_id]

  backup_retention_period         = var.backup_days
  preferred_backup_window         = "21:00-21:30"
  preferred_maintenance_window    = "sun:22:00-sun:23:00"
  copy_tags_to_snapshot           = true
  deletion_protection             = var.deletion_protection
  final_snapshot_identifier       = "${var.name}-final"
  skip_final_snapshot             = false
  snapshot_identifier             = var.snapshot_identifier
  enabled_cloudwatch_logs_exports = local.logs

  serverlessv2_scaling_configuration {
    min_capacity = var.aurora_capacity.min
    max_capacity = var.aurora_capacity.max
  }
}

resource "aws_rds_cluster_instance" "main" {
  count                        = var.aurora ? (var.multi_az ? 2 : 1) : 0
  identifier                   = "${var.name}-${count.index + 1}"
  cluster_identifier           = aws_rds_cluster.main[0].id
  engine                       = aws_rds_cluster.main[0].engine
  engine_version               = aws_rds_cluster.main[0].engine_version
  instance_class               = "db.serverless"
  publicly_accessible          = false
  auto_minor_version_upgrade   = true
  performance_insights_enabled = true
}
