#!/usr/bin/env bash
# Takes rules out of the source, one at a time, and shows that tests notice: bash tests/Mutations/run.sh [NAME...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build tests -v quiet -nologo
dotnet run --project tests/Mutations -- "$@"
