output "bucket" {
  value = aws_s3_bucket.main.id
}

output "arn" {
  value = aws_s3_bucket.main.arn
}

output "backups" {
  description = "Where `docket backup` writes to, and the permissions that it needs."
  value = {
    url = "s3://${aws_s3_bucket.main.id}/backups"
    statements = [
      {
        Sid      = "WriteBackups"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
        Resource = "${aws_s3_bucket.main.arn}/backups/*"
      },
      {
        Sid       = "ListBackups"
        Effect    = "Allow"
        Action    = "s3:ListBucket"
        Resource  = aws_s3_bucket.main.arn
        Condition = { StringLike = { "s3:prefix" = ["backups", "backups/*"] } }
      },
    ]
  }
}
