#!/bin/sh
# Once the server is up: our namespace, how long it keeps closed cases, and our search attributes.
set -eu
until temporal operator cluster health; do sleep 1; done
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 \
  || temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 30d
temporal operator namespace update -n "$TEMPORAL_NAMESPACE" --retention 30d
# A new namespace takes some seconds to be known everywhere.
until temporal operator search-attribute create \
  --name Procedure --type KeywordList \
  --name Authority --type KeywordList \
  --name WaitingFor --type KeywordList \
  --name LifeEvent --type Keyword \
  --name Stage --type Keyword \
  --name Plan --type Keyword \
  --name DueOn --type Datetime; do sleep 2; done
