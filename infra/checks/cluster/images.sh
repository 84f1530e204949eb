#!/usr/bin/env bash
# images.sh FOLDER: writes the images that the pods of the check run to FOLDER/images.tar. FOLDER has the program pause.
set -euo pipefail
folder=$1 name=registry.example.org/docket
docker compose --progress quiet build api >&2
docker tag docket:local $name:0.1.0
# Another image, as a new version is one.
printf 'FROM docket:local\nLABEL org.opencontainers.image.version=0.1.1\n' | docker build --quiet --tag $name:0.1.1 - >/dev/null
printf 'FROM scratch\nCOPY pause /pause\nENTRYPOINT ["/pause"]\n' | docker build --quiet --tag stand-in/pause:1 --file - "$folder" >/dev/null
docker save --output "$folder/images.tar" $name:0.1.0 $name:0.1.1 postgres:17-alpine redis:7-alpine stand-in/pause:1
