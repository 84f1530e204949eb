output "database_password" {
  value     = local.database_password
  ephemeral = true
  sensitive = true
}

output "cache_token" {
  value     = var.has_cache ? data.aws_secretsmanager_secret_version.cache_token[0].secret_string : null
  sensitive = true
}

output "arns" {
  description = "The secrets that Docket reads, by the environment variable."
  value = {
    for variable in concat(["JWT_SECRET_KEY"], local.derived, tolist(var.by_hand)) :
    variable => aws_secretsmanager_secret.main[variable].arn
  }
}
