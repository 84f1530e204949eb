# Nothing is created from here: examples/ has what can be applied, and `terraform test` in this folder tests the modules.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}
