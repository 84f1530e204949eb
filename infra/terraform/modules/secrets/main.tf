# Secrets Manager generates the passwords. Terraform passes them on as ephemeral values and does not store them, except the
# password of the cache. It reads them back from the secret, so that an apply that failed half-way continues with the same password.

locals {
  made    = concat(["database-password", "JWT_SECRET_KEY"], var.has_cache ? ["cache-token"] : [])
  derived = concat(["DATABASE_URL"], var.has_cache ? ["REDIS_URL"] : [])
  versions = {
    database-password = var.versions.database
    cache-token       = var.versions.cache
    JWT_SECRET_KEY    = var.versions.jwt
  }
}

resource "aws_secretsmanager_secret" "main" {
  for_each                = toset(concat(local.made, local.derived, tolist(var.by_hand)))
  name                    = "${var.name}/${each.key}"
  recovery_window_in_days = var.recovery_days
}

# Letters and digits alone: they need no escaping in a URL.
ephemeral "aws_secretsmanager_random_password" "made" {
  for_each            = toset(local.made)
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "made" {
  for_each                 = toset(local.made)
  secret_id                = aws_secretsmanager_secret.main[each.key].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.made[each.key].random_password
  secret_string_wo_version = local.versions[each.key]
}

ephemeral "aws_secretsmanager_secret_version" "database_password" {
  secret_id  = aws_secretsmanager_secret_version.made["database-password"].secret_id
  version_id = aws_secretsmanager_secret_version.made["database-password"].version_id
}

data "aws_secretsmanager_secret_version" "cache_token" {
  count      = var.has_cache ? 1 : 0
  secret_id  = aws_secretsmanager_secret_version.made["cache-token"].secret_id
  version_id = aws_secretsmanager_secret_version.made["cache-token"].version_id
}

locals {
  database_password = ephemeral.aws_secretsmanager_secret_version.database_password.secret_string
  # The version changes with the host and the password, so that the URL is written again.
  database_url_version = parseint(substr(sha256("${var.database_host} ${var.versions.database}"), 0, 8), 16)
  redis_url_version    = parseint(substr(sha256("${coalesce(var.cache_host, "none")} ${var.versions.cache}"), 0, 8), 16)
}

resource "aws_secretsmanager_secret_version" "database_url" {
  secret_id                = aws_secretsmanager_secret.main["DATABASE_URL"].id
  secret_string_wo         = "postgres://docket:${local.database_password}@${var.database_host}:5432/docket?sslmode=require"
  secret_string_wo_version = local.database_url_version
}

resource "aws_secretsmanager_secret_version" "redis_url" {
  count                    = var.has_cache ? 1 : 0
  secret_id                = aws_secretsmanager_secret.main["REDIS_URL"].id
  secret_string_wo         = "rediss://:${data.aws_secretsmanager_secret_version.cache_token[0].secret_string}@${var.cache_host}:6379/0"
  secret_string_wo_version = local.redis_url_version
}
