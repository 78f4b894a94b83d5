#!/usr/bin/env bash
# `npm ci && npm run demo` from a fresh clone of the last commit, on other versions of Node:
#   npm run try-node-versions                       on the newest 20 and the newest of all
#   npm run try-node-versions -- 20.12.0 22 latest
# Node's binaries are packages of npm. Those of the system are needed besides: bash, git, npm.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- 20 latest
package="$(node -p '`node-${process.platform === "darwin" && process.arch === "arm64" ? "bin-" : ""}${process.platform}-${process.arch}`')"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
results=()
status=0

# try <version>: prints all that npm and the demo print, and adds a line to `results`.
try() {
  local folder="$scratch/$1"
  if ! npm install --loglevel error --no-audit --no-fund --prefix "$folder/node" "$package@$1"; then
    results+=("Node $1 could not be had as $package@$1 from npm, which says above why")
    return 1
  fi
  git clone --quiet . "$folder/longshore"
  local PATH="$folder/node/node_modules/$package/bin:$PATH"
  local name; name="Node $(node --version)"
  echo "== $name"
  SECONDS=0
  if ! (cd "$folder/longshore" && npm ci --no-audit --no-fund); then
    results+=("$name: npm ci failed after $SECONDS s")
    return 1
  fi
  local installed=$SECONDS
  if ! (cd "$folder/longshore" && npm run demo); then
    results+=("$name: npm ci took $installed s, the demo failed after $((SECONDS - installed)) s")
    return 1
  fi
  results+=("$name: npm ci took $installed s, the demo $((SECONDS - installed)) s")
}

for version in "$@"; do try "$version" || status=1; done
printf '%s\n' '' "${results[@]}"
exit "$status"
