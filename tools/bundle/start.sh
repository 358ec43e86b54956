#!/bin/sh
# Finds a Python (one in the folder "python" beside this file, else an installed one) and runs start.py with it.
cd "$(dirname "$0")" || exit 1
export PYTHONNOUSERSITE=1
for python in ./python/bin/python3 python3.14 python3.13 python3.12 python3.11 python3; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    exec "$python" start.py "$@"
  fi
done
echo "پایتون ۳٫۱۱ یا تازه‌تر پیدا نشد؛ READ-ME.txt را ببینید." >&2
echo "No Python 3.11 or newer was found; see READ-ME.txt." >&2
exit 3
