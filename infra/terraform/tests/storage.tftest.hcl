mock_provider "aws" {}

variables {
  name              = "docket"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  password          = "a-password-of-a-test"
}

run "database" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = !aws_db_instance.main[0].publicly_accessible
    error_message = "The database is public."
  }

  assert {
    condition     = aws_db_instance.main[0].storage_encrypted
    error_message = "The database is not encrypted."
  }

  assert {
    condition     = aws_db_instance.main[0].backup_retention_period >= 7 && aws_db_instance.main[0].deletion_protection && !aws_db_instance.main[0].skip_final_snapshot
    error_message = "The database has no backups, or is lost when it is removed."
  }

  assert {
    condition     = anytrue([for parameter in aws_db_parameter_group.main[0].parameter : parameter.name == "rds.force_ssl" && parameter.value == "1"])
    error_message = "The database takes connections without TLS."
  }
}

run "aurora" {
  module {
    source = "./modules/database"
  }

  variables {
    aurora = true
  }

  assert {
    condition     = length(aws_db_instance.main) == 0 && length(aws_rds_cluster_instance.main) == 2
    error_message = "Aurora does not have a writer and a reader."
  }

  assert {
    condition     = alltrue([for instance in aws_rds_cluster_instance.main : !instance.publicly_accessible])
    error_message = "The database is public."
  }

  assert {
    condition     = aws_rds_cluster.main[0].storage_encrypted && aws_rds_cluster.main[0].deletion_protection && aws_rds_cluster.main[0].backup_retention_period >= 7
    error_message = "Aurora is not encrypted, not protected or has no backups."
  }
}

run "no_backups" {
  command         = plan
  expect_failures = [var.backup_days]

  module {
    source = "./modules/database"
  }

  variables {
    backup_days = 0
  }
}

run "cache" {
  module {
    source = "./modules/cache"
  }

  variables {
    auth_token = "a-token-of-a-test"
  }

  assert {
    condition     = aws_elasticache_replication_group.main.transit_encryption_enabled && aws_elasticache_replication_group.main.transit_encryption_mode == "required"
    error_message = "The cache takes connections without TLS."
  }

  assert {
    condition     = aws_elasticache_replication_group.main.at_rest_encryption_enabled && aws_elasticache_replication_group.main.auth_token != null
    error_message = "The cache is not encrypted, or has no password."
  }

  assert {
    condition     = anytrue([for parameter in aws_elasticache_parameter_group.main.parameter : parameter.name == "maxmemory-policy" && parameter.value == "noeviction"])
    error_message = "A full cache drops jobs."
  }
}

run "files" {
  module {
    source = "./modules/files"
  }

  variables {
    bucket = "docket-files"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.main.block_public_acls, aws_s3_bucket_public_access_block.main.block_public_policy,
      aws_s3_bucket_public_access_block.main.ignore_public_acls, aws_s3_bucket_public_access_block.main.restrict_public_buckets,
    ])
    error_message = "The bucket is public."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.main.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The bucket is not encrypted."
  }

  assert {
    condition     = aws_s3_bucket_versioning.main.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket does not keep versions."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.main.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.main.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "The bucket takes requests without TLS."
  }

  assert {
    condition     = alltrue([for statement in output.backups.statements : startswith(statement.Resource, aws_s3_bucket.main.arn)]) && !strcontains(jsonencode(output.backups.statements), "s3:*")
    error_message = "The permissions for backups are too broad."
  }
}

run "registry" {
  module {
    source = "./modules/registry"
  }

  assert {
    condition     = aws_ecr_repository.main.image_scanning_configuration[0].scan_on_push && aws_ecr_repository.main.image_tag_mutability == "IMMUTABLE"
    error_message = "Images are not scanned, or a tag can be moved."
  }
}
