#!/usr/bin/env bash
# inputs: infra/terraform infra/ec2 infra/systemd/install.sh lambdas package-lock.json
# Needs cloud-init for the user data. Formats, validates, applies and tests the Terraform files with the real Terraform or OpenTofu, against a stand-in for the AWS
# provider that has its schema and creates nothing; then makes mistakes on purpose, which must be found. Needs no account.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
export INFRA_CACHE=${INFRA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-infra} PATH=$PWD/node_modules/.bin:$PATH

tool=$("$here/tool.sh") || { code=$?; echo "$tool"; exit $code; }
# The settings of whoever runs this stay out of it.
unset TF_CLI_CONFIG_FILE "${!TF_VAR_@}" "${!AWS_@}"
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_INPUT=0 TF_CLI_ARGS=-no-color

work=$(mktemp -d)
coproc provider { exec node "$here/provider/serve.ts" "$work/aws.sock"; }
# Its input is closed, upon which it ends.
# shellcheck disable=SC2034
input=${provider[1]}
trap 'exec {input}>&-; rm -rf "$work"' EXIT
read -r -t 60 TF_REATTACH_PROVIDERS <&"${provider[0]}"
export TF_REATTACH_PROVIDERS
archives=$work/archives
mkdir "$archives"
for function in task-completed office-hours autoscaler; do ./docket lambda pack "$function" "$archives/$function.zip" >&2; done
# shellcheck source=infra/checks/terraform/steps.sh
source "$here/steps.sh"

node "$here/provider/derive-schema.ts" --check
if grep -rnE 'FullAccess|AdministratorAccess|PowerUserAccess' --include='*.tf' infra/terraform >&2; then
  echo 'failed: a policy of AWS that allows everything' >&2
  exit 1
fi
quietly format "$tool" fmt -check -diff -recursive infra/terraform
for example in infra/terraform/examples/*/; do try_example "$(basename "$example")"; done
plan_variant ecs -var aurora=true -var multi_az=false
plan_variant eks -var aurora=true -var multi_az=false -var api_cidrs=[]
plan_variant ec2-single -var office_hours=false
plan_variant ec2-group -var multi_az=false
copy tests
run_tests tests

modules=infra/terraform/modules
find_mistake argument $modules/database/main.tf 's/storage_encrypted  /storage_encryption /' 'Unsupported argument' validate_ecs
find_mistake type $modules/ecs/main.tf 's/resource "aws_ecs_cluster"/resource "aws_ecs_clusters"/' 'aws_ecs_clusters' validate_ecs
find_mistake missing-argument $modules/load-balancer/main.tf '/load_balancer_arn = aws_lb.main.arn/d' 'Missing required argument' validate_ecs
find_mistake stored-password $modules/secrets/main.tf 's/secret_string_wo  /secret_string /' 'ephemeral value' validate_ecs
find_mistake public-database $modules/database/main.tf 's/publicly_accessible    = false/publicly_accessible = true/' \
  'The database is public.' run_tests storage.tftest.hcl
find_mistake unencrypted $modules/database/main.tf 's/storage_encrypted     = true/storage_encrypted = false/' \
  'The database is not encrypted.' run_tests storage.tftest.hcl
find_mistake public-port $modules/network/security-groups.tf 's/join("-", pair) => pair/join("-", pair) => ["8000", pair[1]]/' \
  'Clients can reach a port other than 80 and 443.' run_tests network.tftest.hcl
find_mistake old-tls $modules/load-balancer/main.tf 's/ELBSecurityPolicy-TLS13-1-2-2021-06/ELBSecurityPolicy-2016-08/' \
  'The load balancer has no listener with TLS 1.2 or 1.3.' run_tests load-balancer.tftest.hcl
find_mistake every-resource $modules/ecs/iam.tf 's/Resource = var.repository_arn/Resource = "*"/' \
  'A role may do something on every resource, where AWS allows better.' run_tests ecs.tftest.hcl

find_mistake public-instances $modules/ec2-group/main.tf 's/var.network.private_subnet_ids/var.network.public_subnet_ids/' \
  'The instances are in public subnets.' run_tests group.tftest.hcl
find_mistake open-metadata $modules/ec2-group/main.tf 's/http_tokens                 = "required"/http_tokens = "optional"/' \
  'The metadata service accepts requests without a session token.' run_tests group.tftest.hcl

asserts=$(grep -c '^  assert {' infra/terraform/tests/*.hcl | awk -F: '{ sum += $2 } END { print sum }')
version=$(grep -oE -m 1 '[0-9.]+[0-9]' "$here/provider/schema.json")
echo "$resources resources of $examples examples applied to a stand-in of AWS provider $version, $variants variants planned, $asserts asserts, $mistakes mistakes found"
