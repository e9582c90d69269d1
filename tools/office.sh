#!/bin/sh
# Find the LibreOffice that recomputes the score sheet in the tests; root on Debian gets it installed: sh tools/office.sh.
set -eu
if [ -n "${WEIGHBRIDGE_OFFICE:-}" ]; then
    [ -x "$WEIGHBRIDGE_OFFICE" ] && exit 0
    echo "tools/office.sh: WEIGHBRIDGE_OFFICE=$WEIGHBRIDGE_OFFICE is no program. Correct it, or unset it." >&2
    exit 1
fi
command -v soffice >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq -o DPkg::Lock::Timeout=300 </dev/null
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 libreoffice-calc-nogui </dev/null >/dev/null
    command -v soffice >/dev/null 2>&1 && exit 0
fi
echo "tools/office.sh: one test recomputes the score sheet with LibreOffice, and none is here. Install it (Debian:" >&2
echo "apt-get install libreoffice-calc-nogui), or name its program: WEIGHBRIDGE_OFFICE=/path/to/soffice make test" >&2
exit 1
