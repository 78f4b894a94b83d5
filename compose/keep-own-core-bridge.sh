#!/bin/sh
# Temporal's native code comes for five platforms, 27 MB each; this one is all that the image can run.
set -eu
releases="$1/@temporalio/core-bridge/releases"
own="$(uname -m)-unknown-linux-gnu"
test -d "$releases/$own"
find "$releases" -mindepth 1 -maxdepth 1 ! -name "$own" -exec rm -r {} +
