output "cluster" {
  value = aws_eks_cluster.main.name
}

output "role_arn" {
  description = "For the annotation eks.amazonaws.com/role-arn of the service account of Docket."
  value       = aws_iam_role.docket.arn
}

output "kubeconfig" {
  description = "Lets kubectl and helm reach the cluster."
  value       = "aws eks update-kubeconfig --name ${aws_eks_cluster.main.name}"
}
