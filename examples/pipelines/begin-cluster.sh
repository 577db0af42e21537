#!/usr/bin/env bash
# Begins the creation of the cluster CLUSTER_ID in LOCATION, and prints the URL of its operation. Prints nothing where the cluster exists.
set -euo pipefail

IFS=/ read -r _ _ subscription _ resource_group _ _ _ name <<< "$CLUSTER_ID"

clusters=$(az resource list --subscription "$subscription" --resource-group "$resource_group" --name "$name" \
    --resource-type Microsoft.OperationalInsights/clusters --output json)
if [[ $clusters == *'"id"'* ]]; then
    exit
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Azure CLI prints the headers of a response with --debug only. It prints no token there.
if ! az monitor log-analytics cluster create --subscription "$subscription" --resource-group "$resource_group" --name "$name" \
    --location "$LOCATION" --sku-capacity 100 --no-wait --debug --output none 2> "$log"; then
    tail -n 20 "$log" >&2
    exit 1
fi
sed -n "s/.*'Azure-AsyncOperation': '\([^']*\)'.*/\1/p" "$log" | tail -n 1
