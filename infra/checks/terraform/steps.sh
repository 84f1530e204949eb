# shellcheck shell=bash disable=SC2154
# The steps of check.sh. Each works on a copy of the files in a folder of its own.
examples=0
resources=0
variants=0
mistakes=0

# Shows the output of a command only when it fails.
quietly() { # NAME COMMAND…
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 || {
    grep -A 30 -E "Error: |Failure! " "$log" >&2 || tail -n 40 "$log" >&2
    echo "failed: $*" >&2
    return 1
  }
}

copy() { # NAME
  mkdir -p "$work/$1/infra"
  cp -r infra/terraform infra/ec2 "$work/$1/infra/"
  cp -r lambdas "$work/$1/"
}

validate_ecs() { # NAME
  local folder=$work/$1/infra/terraform/examples/ecs
  quietly "$1-init" "$tool" -chdir="$folder" init -backend=false
  quietly "$1-validate" "$tool" -chdir="$folder" validate
}

try_example() { # NAME
  local folder=$work/$1/infra/terraform/examples/$1
  copy "$1"
  cp "$folder/terraform.tfvars.example" "$folder/terraform.tfvars"
  cp "$archives"/*.zip "$folder/"
  # The check keeps its state on the local disk.
  printf 'terraform {\n  backend "local" {}\n}\n' >"$folder/backend_override.tf"
  quietly "$1-init" "$tool" -chdir="$folder" init
  quietly "$1-plan" "$tool" -chdir="$folder" plan -out=plan
  quietly "$1-apply" "$tool" -chdir="$folder" apply plan
  # A second plan must find nothing to change.
  quietly "$1-again" "$tool" -chdir="$folder" plan -detailed-exitcode
  # The state holds no password but that of the cache, and no URL with one.
  ! grep -lE 'random_password-|postgres://|rediss://' "$folder/terraform.tfstate" || {
    echo "failed: the state of $1 holds a secret" >&2
    return 1
  }
  ! grep -q '^output "user_data"' "$folder/outputs.tf" || try_user_data "$1" "$folder"
  resources=$((resources + $(sed -nE 's/^Apply complete! Resources: ([0-9]+) added.*/\1/p' "$work/$1-apply.log")))
  examples=$((examples + 1))
}

# What cloud-init gets is valid for it, and its script for the shell.
try_user_data() { # NAME FOLDER
  "$tool" -chdir="$2" output -raw user_data >"$work/$1.yaml"
  quietly "$1-cloud-init" cloud-init schema --config-file "$work/$1.yaml"
  node -e "
    const { write_files } = require('yaml').parse(require('fs').readFileSync(process.argv[1], 'utf8'))
    process.stdout.write(write_files.find(({ path }) => path.endsWith('/install-docket')).content)
  " "$work/$1.yaml" >"$work/$1.sh"
  quietly "$1-shell" sh -n "$work/$1.sh"
  grep -qF 'https://example.org/docket-0.1.0.tar.gz' "$work/$1.yaml" || {
    echo "failed: the user data of $1 lacks the release" >&2
    return 1
  }
}

plan_variant() { # EXAMPLE OPTION…
  local folder=$work/$1/infra/terraform/examples/$1
  quietly "$1-variant" "$tool" -chdir="$folder" plan -state=none "${@:2}"
  variants=$((variants + 1))
}

run_tests() { # FILE… NAME
  local name=${*: -1} filters=("${@:1:$#-1}")
  local folder=$work/$name/infra/terraform
  quietly "$name-test-init" "$tool" -chdir="$folder" init
  TF_VAR_archives=$archives quietly "$name-test" "$tool" -chdir="$folder" test "${filters[@]/#/-filter=tests/}"
}

# Puts a mistake into one file; the command must then fail and say what is expected.
find_mistake() { # NAME FILE SED EXPECTED COMMAND…
  local name=mistake-$1 file=$2 change=$3 expected=$4
  shift 4
  copy "$name"
  sed -i "$change" "$work/$name/$file"
  ! cmp -s "$file" "$work/$name/$file" || {
    echo "failed: the mistake $name changes nothing in $file" >&2
    return 1
  }
  if "$@" "$name" >"$work/$name.out" 2>&1; then
    echo "failed: nobody found the mistake $name" >&2
    return 1
  fi
  grep -qF "$expected" "$work/$name.out" || {
    cat "$work/$name.out" >&2
    echo "failed: the mistake $name was not found as such" >&2
    return 1
  }
  mistakes=$((mistakes + 1))
}
