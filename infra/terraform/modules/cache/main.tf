resource "aws_elasticache_subnet_group" "main" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "main" {
  name   = var.name
  family = "valkey8"

  # Jobs must not be evicted in favour of counters.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

# Docket does not support the cluster mode: one shard. Its contents may be lost, so there are no snapshots.
resource "aws_elasticache_replication_group" "main" {
  replication_group_id = var.name
  description          = "Rate limits, live updates and jobs of ${var.name}"

  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.node_type
  parameter_group_name = aws_elasticache_parameter_group.main.name
  num_cache_clusters   = 1 + var.replicas

  automatic_failover_enabled = var.replicas > 0
  multi_az_enabled           = var.replicas > 0

  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [var.security_group_id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  auth_token                 = var.auth_token
  auth_token_update_strategy = "ROTATE"

  auto_minor_version_upgrade = true
  apply_immediately          = true
  maintenance_window         = "sun:23:00-mon:00:00"
}
