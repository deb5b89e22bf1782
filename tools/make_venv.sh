#!/bin/sh
# Make an empty virtual environment: make_venv.sh FOLDER [PYTHON]
set -eu

folder=$1
wanted=${2:-python3}

for python in "$wanted" python3 python3.13 python3.12 python3.11 python3.14 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            exec "$python" -m venv --clear "$folder"
        fi
        incomplete=$python
    fi
done

if [ -n "${incomplete:-}" ]; then
    echo "$incomplete cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2
else
    echo "Nästa steg needs Python 3.11 or later. Install it, or name it: make PYTHON=/path/to/python3" >&2
fi
exit 1
