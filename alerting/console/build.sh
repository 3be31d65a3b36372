#!/bin/sh
# Builds the console into the folder $1. The Maven build runs it; nothing is done where nothing has changed.
set -eu
out=$1
cd "$(dirname "$0")"

fail() {
  echo "tidewatch: $1" >&2
  echo "tidewatch: to build without the console, pass -Dskip.console=true to mvn" >&2
  exit 1
}

command -v npm > /dev/null || fail "npm is missing; the console is built with it. Install Node.js 20.19 or later."
node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
  fail "the console is built with Node.js 20.19 or later, and this is $(node --version)."

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-progress || fail "npm could not fetch the console's libraries; its message stands above."
fi
changed=yes
if [ -e "$out/index.html" ]; then
  changed=$(find src public index.html package.json package-lock.json vite.config.ts tsconfig.json build.sh \
    ../src/main/resources/openapi.yaml -newer "$out/index.html" ! -name schema.d.ts -type f)
fi
if [ -n "$changed" ]; then
  npm run build -- --outDir "$out" --emptyOutDir
fi
