#!/bin/sh
# Waits until Temporal serves, then makes the namespace; a second call changes nothing.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the command itself.
set -eu
attempts="${ATTEMPTS:-60}"

until temporal operator cluster health >/dev/null 2>&1; do
  attempts=$((attempts - 1))
  if [ "$attempts" -le 0 ]; then
    # Once more, for its reason, which ends this script.
    temporal operator cluster health
    break
  fi
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  echo "The namespace $TEMPORAL_NAMESPACE is there."
else
  # 30 days: by default the history of a run is gone after three.
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h
fi
