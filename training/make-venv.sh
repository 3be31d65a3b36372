#!/usr/bin/env bash
# Makes .venv with the pinned requirements; does nothing when it is up to date.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Packages are found at the first try or not at all: retries only delay the error.
export PIP_RETRIES="${PIP_RETRIES:-0}"
export PIP_DISABLE_PIP_VERSION_CHECK=1

wanted="$(cat requirements.txt pyproject.toml | sha256sum | cut -d' ' -f1)"
stamp=.venv/requirements.sha256
if [[ -f "$stamp" && "$(cat "$stamp")" == "$wanted" ]]; then
    exit 0
fi

echo "making training/.venv (downloads about 1 GB the first time)"
"${PYTHON:-python3}" -m venv .venv
.venv/bin/pip install --quiet -r requirements.txt
.venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
echo "$wanted" > "$stamp"
