#!/bin/sh
# Install what the tests need beside Python, and only what is missing: install_system_programs.sh [PROGRAM...]
# As root on Debian or Ubuntu it installs; anywhere else it says what to install.
set -eu

has() {
    command -v "$1" >/dev/null 2>&1
}

any_file() {
    for file in "$@"; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

is_there() {
    case $1 in
        chromium) has chromium || has chromium-browser || has google-chrome ;;
        postgresql) has initdb || any_file /usr/lib/postgresql/*/bin/initdb ;;
        java) has java ;;
        node) has node && has npm ;;
        # The program that Playwright drives the browser with is built against it.
        libatomic) any_file /usr/lib/*/libatomic.so.1 /usr/lib/libatomic.so.1 /usr/lib64/libatomic.so.1 ;;
        *) echo "Unknown program: $1" >&2; exit 2 ;;
    esac
}

packages_of() {
    case $1 in
        chromium) echo chromium ;;
        postgresql) echo postgresql ;;
        java) echo default-jre-headless ;;
        node) echo nodejs npm ;;
        libatomic) echo libatomic1 ;;
    esac
}

missing_of() {
    for program in "$@"; do
        is_there "$program" || echo "$program"
    done
}

# Package servers are busy at times, so each step gets three tries.
apt() {
    for pause in 2 10 0; do
        if DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null; then
            return 0
        fi
        sleep "$pause"
    done
    return 1
}

[ $# -gt 0 ] || set -- chromium postgresql java node libatomic
missing=$(missing_of "$@")
[ -n "$missing" ] || exit 0

packages=$(for program in $missing; do packages_of "$program"; done)
if [ "$(id -u)" -eq 0 ] && has apt-get; then
    echo "Installing" $packages
    apt update && apt install --no-install-recommends $packages || true
    missing=$(missing_of "$@")
    [ -n "$missing" ] || exit 0
fi

echo "These programs are missing:" $missing >&2
echo "On Debian and Ubuntu, as root: apt-get install" $packages >&2
exit 1
