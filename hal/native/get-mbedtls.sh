#!/usr/bin/env bash
# Brings the source of mbedTLS 3.6, the ESP32 firmware's line, from Debian's source package into .artifacts/native.
# Nothing is installed and the system's package lists stay as they are: apt gets lists and a cache of its own there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

to=.artifacts/native/mbedtls-3.6
release=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

case "${1:-}" in
    '') ;;
    --help | -h)
        echo "Usage: hal/native/get-mbedtls.sh"
        echo "Downloads mbedTLS 3.6's source into $to, unless it is there. DEBIAN_MIRROR names another mirror."
        exit 0
        ;;
    *)
        echo "get-mbedtls: unknown option $1" >&2
        exit 2
        ;;
esac

if [ -f "$to/library/ssl_tls.c" ]
then
    exit 0
fi
if ! command -v apt-get > /dev/null || [ ! -f "$keyring" ]
then
    echo "get-mbedtls: wants apt-get and Debian's keyring; or unpack mbedTLS 3.6 into $to by hand" >&2
    exit 1
fi

# The system's own mirror has the newer release too.
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | sort -u | head -n 1)}

work=$PWD/.artifacts/native/apt
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
echo "deb-src [signed-by=$keyring] $mirror $release main" > "$work/sources.list"
options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
         -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
(cd "$work" && apt-get "${options[@]}" source --download-only mbedtls)

rm -rf "$to.new"
mkdir -p "$to.new"
tar -xf "$(ls "$work"/mbedtls_3.6.*.orig.tar.* | tail -n 1)" --strip-components=1 -C "$to.new"
rm -rf "$to"
mv "$to.new" "$to"
rm -rf "$work"
