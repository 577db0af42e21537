// SPDX-License-Identifier: Apache-2.0

import { EXIT_CODE_HELP } from "./exitCode";
import { ACTION_FLAGS, type Flag, type FlagGroup, WAIT_FLAGS } from "./flags";

const DURATIONS_AND_SETTINGS = `\
Times are such as 90m, 1h30m or 45s. The sign-in comes from the environment,
with the variables of Pulumi's azure-native: ARM_CLIENT_ID, ARM_TENANT_ID,
ARM_SUBSCRIPTION_ID, ARM_USE_OIDC and so on. Without any, Azure CLI signs in.`;

/** The text of `--help`. */
export function helpText(): string {
    return `\
Usage: pulumi-azure-wait OPERATION… [options]
       pulumi-azure-wait action [ACTION] [options]

Waits for Azure long-running operations, and fails with Azure's whole error.

OPERATION is the URL of an Azure-AsyncOperation, Operation-Location or Location
header, an ARM path from /subscriptions/ or /providers/ on, a longer text that
contains one of them, or an operation id with --location. "-" reads standard
input: one of these in each line, or headers as "curl -i" and "az … --debug
2>&1" print them. That keeps a signed URL out of the list of processes.

${formatGroups(WAIT_FLAGS)}

"action" begins what it waits for: see pulumi-azure-wait action --help.

${DURATIONS_AND_SETTINGS}

${EXIT_CODE_HELP}

Examples:
  pulumi-azure-wait "$OPERATION_URL" --timeout 6h
  pulumi-azure-wait 713192d7-2525-4acb-a874-8d91d78171f3 --location "West US"
  pulumi-azure-wait --resource-id "$CLUSTER_ID" --api-version 2025-02-01
  az … --no-wait --debug 2>&1 | pulumi-azure-wait -
`;
}

/** The text of `action --help`. */
export function actionHelpText(): string {
    return `\
Usage: pulumi-azure-wait action [ACTION] --resource-id ID --api-version DATE …

Sends an action of a resource to Azure, such as failover, start or
regenerateKey, and waits for its end. ACTION is what follows the id in the path;
without it, the request goes to the resource itself.

${formatGroups(ACTION_FLAGS)}

${DURATIONS_AND_SETTINGS}

${EXIT_CODE_HELP}

Example:
  pulumi-azure-wait action failover --resource-id "$ID" --api-version 2025-02-01
`;
}

function formatGroups(groups: readonly FlagGroup[]): string {
    const columns = Math.max(...groups.flatMap(({ flags }) => flags.map((flag) => usage(flag).length)));
    return groups
        .map(({ title, flags }) => {
            const lines = flags.map((flag) => {
                const help = flag.isRepeatable === true ? `${flag.help}; repeatable` : flag.help;
                return `  ${usage(flag).padEnd(columns)}  ${help}`;
            });
            return [`${title}:`, ...lines].join("\n");
        })
        .join("\n\n");
}

function usage({ name, short, value }: Flag): string {
    return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value.toUpperCase()}`}`;
}
