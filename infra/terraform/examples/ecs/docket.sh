#!/usr/bin/env bash
# docket.sh COMMAND…: runs a command of Docket in an ECS task of its own, such as `docket.sh migrate up`. Waits for it, shows its log and
# ends with its exit code. Needs the AWS CLI and Terraform (or TERRAFORM=tofu), and what `terraform apply` created from this folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ $# -gt 0 ] || { echo 'Name a command of Docket, such as: docket.sh migrate up' >&2; exit 2; }

output() { "${TERRAFORM:-terraform}" output -raw "$1"; }
cluster=$(output cluster)
definition=$(output task_definition)
network=$(output task_network)

# Words with quotation marks or backslashes would have to be escaped as JSON; no command needs them.
words=$(printf '"%s",' "$@")
overrides="{\"containerOverrides\":[{\"name\":\"docket\",\"command\":[${words%,}]}]}"
task=$(aws ecs run-task --cluster "$cluster" --task-definition "$definition" --launch-type FARGATE \
  --network-configuration "awsvpcConfiguration={$network}" --overrides "$overrides" --query 'tasks[0].taskArn' --output text)
[ "$task" != None ] || { echo 'ECS did not start the task: see the events of the cluster.' >&2; exit 1; }
echo "Started $task" >&2

# One call waits for ten minutes at most; a large migration takes longer.
for _ in 1 2 3 4 5 6; do
  if aws ecs wait tasks-stopped --cluster "$cluster" --tasks "$task"; then break; fi
done
aws logs tail "/${definition%-*}/migrate" --log-stream-names "docket/docket/${task##*/}" --since 1d --format short >&2 || true
code=$(aws ecs describe-tasks --cluster "$cluster" --tasks "$task" --query 'tasks[0].containers[0].exitCode' --output text)
if [ "$code" = None ]; then
  aws ecs describe-tasks --cluster "$cluster" --tasks "$task" --query 'tasks[0].stoppedReason' --output text >&2
  exit 1
fi
exit "$code"
