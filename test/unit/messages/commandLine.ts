// SPDX-License-Identifier: Apache-2.0
import { actionCommand } from "../../../provider/cli/actionCommand";
import { parseCommandLine } from "../../../provider/cli/commandLine";
import { commandLineNames } from "../../../provider/cli/commandLineNames";
import { pipelineOf } from "../../../provider/cli/detectPipeline";
import { actionHelpText, helpText } from "../../../provider/cli/help";
import { publish } from "../../../provider/cli/pipeline";
import { operationsInInput } from "../../../provider/cli/standardInput";
import { waitCommand } from "../../../provider/cli/waitCommand";
import { useSettingNames } from "../../../provider/common/settingNames";
import { OPERATION_PATH } from "../wait/operations";
import type { Message } from "./message";

const ID = "713192d7-2525-4acb-a874-8d91d78171f3";
const CONTEXT = {
    interruption: { signal: new AbortController().signal, exitCode: undefined },
    pipeline: undefined,
};

/** Runs an invalid command line, which requests nothing. Before its message stands `pulumi-azure-wait: `. */
const run =
    (...words: string[]) =>
    async () => {
        const command = parseCommandLine(words);
        useSettingNames(commandLineNames(false));
        try {
            switch (command.kind) {
                case "wait":
                    return await waitCommand(command.operations, command.flags, CONTEXT);
                case "action":
                    return await actionCommand(command.action, command.flags, CONTEXT);
                default:
                    return command.kind;
            }
        } finally {
            useSettingNames();
        }
    };
const act = (...words: string[]) => run("action", "failover", ...words);
const RESOURCE = ["--resource-id", "/providers/p/x", "--api-version", "2025-02-01"] as const;

/** A failure in the log of a CI service. */
const failureIn = (environment: NodeJS.ProcessEnv) => () => {
    const pipeline = pipelineOf(environment);
    const headline = "Azure operation Failed: NoCapacity: Nothing is left.";
    return [pipeline?.annotation("OperationFailed", headline), pipeline?.group.start, pipeline?.group.end].join("\n");
};

/** What the command line writes besides the reports of waits. */
export const COMMAND_LINE: readonly Message[] = [
    ["Unknown option '--timout'", run(OPERATION_PATH, "--timout", "1h")],
    ["Option '--timeout <value>' argument missing", run(OPERATION_PATH, "--timeout")],
    ["Option '--timeout' has no value: the next word begins with a dash", run("--timeout", "--once")],
    ["Option '--once' does not take an argument", run("--once=yes")],
    ["--output must be text or json", run(OPERATION_PATH, "-o", "yaml")],
    ['"action" must be the first word: give the options behind it', run("-q", "action", "failover")],
    [
        "there is more than one ACTION: give one, such as failover, and the resource as --resource-id",
        act("/subscriptions/s"),
    ],
    [
        "no operation: give the URL of an Azure-AsyncOperation header, an ARM path, an id with --location, or --resource-id",
        run("--timeout", "6h"),
    ],
    [
        "--fallback-resource-id is for one operation, and there are 2: wait for each by itself",
        run(OPERATION_PATH, OPERATION_PATH, "--fallback-resource-id", "/providers/p/x"),
    ],
    ["--deleted is for resources only: give --resource-id with it", run(OPERATION_PATH, "--deleted")],
    [
        "--location is for ids only: leave it out, because URLs, paths and --resource-id contain it",
        run(OPERATION_PATH, "--location", "westus"),
    ],
    ['"-" is given more than once: standard input can be read only once', run("-", "-")],
    [
        "standard input contains no operation: check that the command before it prints a URL, a path or an id in each line, or headers",
        () => operationsInInput("\n"),
    ],
    [
        'operation 2: --location is missing: give the region of the operation, such as "westus" or "West US"',
        run(OPERATION_PATH, ID),
    ],
    [
        "OPERATION is not on management.azure.com, the Resource Manager of the configured cloud (environment variable ARM_ENVIRONMENT), and the token is sent to no other host: check the URL, or set the cloud that it belongs to: ARM_ENVIRONMENT, or ARM_METADATA_HOSTNAME",
        () => {
            process.env.ARM_ENVIRONMENT = "public";
            return run(`https://management.chinacloudapi.cn${OPERATION_PATH}`)();
        },
    ],
    [
        "`environment` (environment variable ARM_ENVIRONMENT) is not a known cloud: use public, usgovernment or china, or set ARM_METADATA_HOSTNAME",
        () => {
            process.env.ARM_ENVIRONMENT = "moon";
            return run(OPERATION_PATH)();
        },
    ],
    ["--resource-id is empty: give the id of the resource, from /subscriptions/ on", act()],
    ['ACTION must be what follows the id in the path, such as "failover"', run("action", "/failover", ...RESOURCE)],
    ["--retries must be a whole number, 0 or more", act(...RESOURCE, "--retries", "many")],
    ["--method must be POST, PUT, PATCH or DELETE", act(...RESOURCE, "--method", "brew")],
    [
        "--body is not JSON: give JSON, quoted for the shell, @FILE for a file with it, or - for standard input",
        act(...RESOURCE, "--body", "{a:1}"),
    ],
    [
        "--body: the file behind @ cannot be read (ENOENT): check its path and its permissions",
        act(...RESOURCE, "--body", "@missing"),
    ],
    [
        [
            "::error title=OperationFailed::Azure operation Failed: NoCapacity: Nothing is left.",
            "::group::The whole report",
            "::endgroup::",
        ],
        failureIn({ GITHUB_ACTIONS: "true" }),
    ],
    [
        [
            "##vso[task.logissue type=error;code=OperationFailed;]Azure operation Failed: NoCapacity: Nothing is left.",
            "##[group]The whole report",
            "##[endgroup]",
        ],
        failureIn({ TF_BUILD: "True" }),
    ],
    [
        "pulumi-azure-wait: the outputs or the summary of this step could not be written (ENOENT: no such file or directory, open '/missing/output'); the exit code does not depend on them",
        () =>
            publish(pipelineOf({ GITHUB_ACTIONS: "true", GITHUB_OUTPUT: "/missing/output" }), {
                status: "Succeeded",
            }).join("\n"),
    ],
    [
        [
            "Usage: pulumi-azure-wait OPERATION… [options]",
            "       pulumi-azure-wait action [ACTION] [options]",
            "",
            "Waits for Azure long-running operations, and fails with Azure's whole error.",
            "",
            "OPERATION is the URL of an Azure-AsyncOperation, Operation-Location or Location",
            "header, an ARM path from /subscriptions/ or /providers/ on, a longer text that",
            'contains one of them, or an operation id with --location. "-" reads standard',
            'input: one of these in each line, or headers as "curl -i" and "az … --debug',
            '2>&1" print them. That keeps a signed URL out of the list of processes.',
            "",
            "Operations:",
            '  --location REGION            region of ids, such as westus or "West US"',
            "  --async-operation-id ID      the same as an id as OPERATION; repeatable",
            "  --subscription-id ID         of ids (default: ARM_SUBSCRIPTION_ID)",
            "  --resource-provider NAME     of ids (default: Microsoft.OperationalInsights)",
            "  --resource-id ID             wait for a resource to be ready; repeatable",
            "  --deleted                    … until that resource is deleted",
            "  --api-version DATE           of resources and ids, and of paths without one",
            "  --pattern NAME               azureAsyncOperation or location; else detected",
            "  --succeeded-statuses WORD    means success, besides Succeeded; repeatable",
            "  --fallback-resource-id ID    resource to poll when the record is gone",
            "  --fallback-api-version DATE  of that resource",
            "  --retry-after TIME           delay before the first poll (default: 0s)",
            "",
            "Times:",
            "  --timeout TIME               longest wait, not of the operation (default: 2h)",
            "  --min-poll-interval TIME     shortest time between two polls (default: 1s)",
            "  --max-poll-interval TIME     longest time between two polls (default: 1m)",
            '  --not-found-grace TIME       how long a 404 is "not visible yet" (default: 2m)',
            '  --forbidden-grace TIME       how long a 403 is "no role yet" (default: 0s)',
            "",
            "Output:",
            "  --once                       poll once; exit with 3 when it is still running",
            "  -o, --output FORMAT          text or json (default: text)",
            "  -q, --quiet                  no progress, only the report of what failed",
            "  --debug                      a line about each poll on standard error",
            "  -h, --help                   print this help",
            "  --version                    print the version",
            "",
            '"action" begins what it waits for: see pulumi-azure-wait action --help.',
            "",
            "Times are such as 90m, 1h30m or 45s. The sign-in comes from the environment,",
            "with the variables of Pulumi's azure-native: ARM_CLIENT_ID, ARM_TENANT_ID,",
            "ARM_SUBSCRIPTION_ID, ARM_USE_OIDC and so on. Without any, Azure CLI signs in.",
            "",
            "Exit codes:",
            "  0    every operation Succeeded",
            "  1    OperationFailed",
            "  2    OperationCanceled",
            "  3    WaitTimeout: still running at the timeout, or with --once",
            "  4    the status could not be read: StatusUnavailable, OperationNotFound,",
            "       AuthenticationFailed, AuthorizationFailed",
            "  5    OperationNotStarted: nothing was begun; it is safe to repeat the action",
            "  6    StartUnknown: the action may have begun; check before you repeat it",
            "  64   InvalidArgument: an argument or a setting is wrong",
            "  70   an error of this program, or its output cannot be written",
            "  130, 143, 129",
            "       WaitAborted: Ctrl-C, SIGTERM, SIGHUP; the operation itself goes on",
            "Of several operations, the first of 130, 1, 2, 64, 4, 3, 0 is the exit code.",
            "",
            "Examples:",
            '  pulumi-azure-wait "$OPERATION_URL" --timeout 6h',
            '  pulumi-azure-wait 713192d7-2525-4acb-a874-8d91d78171f3 --location "West US"',
            '  pulumi-azure-wait --resource-id "$CLUSTER_ID" --api-version 2025-02-01',
            "  az … --no-wait --debug 2>&1 | pulumi-azure-wait -",
            "",
        ],
        helpText,
    ],
    [
        [
            "Usage: pulumi-azure-wait action [ACTION] --resource-id ID --api-version DATE …",
            "",
            "Sends an action of a resource to Azure, such as failover, start or",
            "regenerateKey, and waits for its end. ACTION is what follows the id in the path;",
            "without it, the request goes to the resource itself.",
            "",
            "Action:",
            "  --resource-id ID          from /subscriptions/ or /providers/ on",
            "  --api-version DATE        of the type of the resource",
            "  --method NAME             POST, PUT, PATCH or DELETE (default: POST)",
            "  --body JSON               JSON, @FILE, or - for standard input",
            "  --retries COUNT           times to send it again when busy (default: 10)",
            "",
            "Times:",
            "  --timeout TIME            longest wait, not of the operation (default: 2h)",
            "  --min-poll-interval TIME  shortest time between two polls (default: 1s)",
            "  --max-poll-interval TIME  longest time between two polls (default: 1m)",
            '  --not-found-grace TIME    how long a 404 is "not visible yet" (default: 2m)',
            '  --forbidden-grace TIME    how long a 403 is "no role yet" (default: 0s)',
            "",
            "Output:",
            "  -o, --output FORMAT       text or json (default: text)",
            "  -q, --quiet               no progress, only the report of what failed",
            "  --debug                   a line about each poll on standard error",
            "  -h, --help                print this help",
            "  --version                 print the version",
            "",
            "Times are such as 90m, 1h30m or 45s. The sign-in comes from the environment,",
            "with the variables of Pulumi's azure-native: ARM_CLIENT_ID, ARM_TENANT_ID,",
            "ARM_SUBSCRIPTION_ID, ARM_USE_OIDC and so on. Without any, Azure CLI signs in.",
            "",
            "Exit codes:",
            "  0    every operation Succeeded",
            "  1    OperationFailed",
            "  2    OperationCanceled",
            "  3    WaitTimeout: still running at the timeout, or with --once",
            "  4    the status could not be read: StatusUnavailable, OperationNotFound,",
            "       AuthenticationFailed, AuthorizationFailed",
            "  5    OperationNotStarted: nothing was begun; it is safe to repeat the action",
            "  6    StartUnknown: the action may have begun; check before you repeat it",
            "  64   InvalidArgument: an argument or a setting is wrong",
            "  70   an error of this program, or its output cannot be written",
            "  130, 143, 129",
            "       WaitAborted: Ctrl-C, SIGTERM, SIGHUP; the operation itself goes on",
            "Of several operations, the first of 130, 1, 2, 64, 4, 3, 0 is the exit code.",
            "",
            "Example:",
            '  pulumi-azure-wait action failover --resource-id "$ID" --api-version 2025-02-01',
            "",
        ],
        actionHelpText,
    ],
];
