#!/bin/sh
# Find the Chromium that the browser tests and the screenshots drive; root on Debian gets it installed: sh tools/browser.sh.
set -eu
if [ -n "${WEIGHBRIDGE_CHROMIUM:-}" ]; then
    [ -x "$WEIGHBRIDGE_CHROMIUM" ] && exit 0
    echo "tools/browser.sh: WEIGHBRIDGE_CHROMIUM=$WEIGHBRIDGE_CHROMIUM is no program. Correct it, or unset it." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq -o DPkg::Lock::Timeout=300 </dev/null
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 chromium fonts-liberation </dev/null >/dev/null
    command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "tools/browser.sh: the browser tests need Chromium or Chrome, and none is here. Install it (Debian: apt-get install" >&2
echo "chromium), or name one: WEIGHBRIDGE_CHROMIUM=/path/to/chrome make test" >&2
exit 1
