#!/usr/bin/env bash
# Formatting, lint and tests of the training package; fails at the first that fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bash make-venv.sh
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/pytest "$@"
