resource "aws_ecr_repository" "main" {
  name = var.name
  # Tags are immutable, so that a deployment names exactly one image and can be rolled back to.
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_lifecycle_policy" "main" {
  repository = aws_ecr_repository.main.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Images without a tag for a day"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 1 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "The last ${var.images} images"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.images }
        action       = { type = "expire" }
      },
    ]
  })
}
