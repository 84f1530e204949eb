variable "name" {
  type = string
}

variable "images" {
  description = "The number of images to keep."
  type        = number
  default     = 30
}
