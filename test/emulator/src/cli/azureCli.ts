// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { RawResponse } from "../arm/rawResponse";
import { isSame } from "../entra/directory";
import { grantToken, type TokenContext } from "../entra/tokenGrant";
import { audienceOfScope } from "../entra/tokenRequest";
import type { EmulatorRequest } from "../request";
import { type AzureCliArguments, type AzureCliOption, parseAzureCliRequest } from "./azureCliArguments";
import type { AzureCliResponse, AzureCliSession } from "./azureCliInstallation";

/** The state that the backend of the fake `az` needs. */
export interface AzureCliContext extends TokenContext {
    readonly azureCliSessions: ReadonlyMap<string, AzureCliSession>;
}

type Command = (
    session: AzureCliSession,
    options: AzureCliArguments["options"],
    context: AzureCliContext,
) => AzureCliResponse;

const COMMANDS: Readonly<Record<string, { readonly run: Command; readonly options: readonly AzureCliOption[] }>> = {
    version: { run: () => json({ "azure-cli": "2.77.0", "azure-cli-core": "2.77.0", extensions: {} }), options: [] },
    "account show": { run: showAccount, options: ["subscription", "name"] },
    "account get-access-token": {
        run: getAccessToken,
        options: ["resource", "scope", "tenant", "subscription", "name"],
    },
    "cloud show": { run: showCloud, options: ["name"] },
};

/** Handles a request of the fake `az`. The body contains its output and exit code. */
export function handleAzureCli(request: EmulatorRequest, context: AzureCliContext): RawResponse {
    const session = context.azureCliSessions.get(request.path.slice("/emulator/azureCli/".length));
    if (session === undefined || request.method !== "POST") {
        return { status: 404, body: { error: { code: "NotFound", message: "No such Azure CLI." } } };
    }
    const call = parseAzureCliRequest(request.body);
    session.invocations.push(call.given);
    const { delayMs, ...response } = session.responses.get(call.command) ?? run(call, session, context);
    return { note: `az ${call.command}`, body: response, ...(delayMs === undefined ? {} : { delayMs }) };
}

function run(call: AzureCliArguments, session: AzureCliSession, context: AzureCliContext): AzureCliResponse {
    const command = Object.hasOwn(COMMANDS, call.command) ? COMMANDS[call.command] : undefined;
    if (command === undefined) {
        return failure(2, `'${call.command}' is misspelled or not recognized by the system.`);
    }
    const allowed: readonly string[] = [...command.options, "output"];
    const wrong = call.unknownOption ?? Object.keys(call.options).find((name) => !allowed.includes(name));
    if (wrong !== undefined) {
        return failure(2, `unrecognized arguments: --${wrong}`);
    }
    if (call.options.output !== undefined && call.options.output !== "json") {
        return failure(2, `The emulator's az supports JSON only, not '${call.options.output}'.`);
    }
    return command.run(session, call.options, context);
}

function showAccount(session: AzureCliSession, options: AzureCliArguments["options"]): AzureCliResponse {
    const subscriptionId = options.subscription ?? options.name ?? session.subscriptionId;
    const refusal = refuseAccount(session, subscriptionId);
    return (
        refusal ??
        json({
            environmentName: session.cloudName,
            homeTenantId: session.identity.tenantId,
            id: subscriptionId,
            isDefault: isSame(subscriptionId, session.subscriptionId),
            managedByTenants: [],
            name: "Emulated subscription",
            state: "Enabled",
            tenantId: session.identity.tenantId,
            user: { name: "someone@localhost-emulator.example", type: "user" },
        })
    );
}

function getAccessToken(
    session: AzureCliSession,
    options: AzureCliArguments["options"],
    context: AzureCliContext,
): AzureCliResponse {
    const named = options.subscription ?? options.name;
    if (named !== undefined && options.tenant !== undefined) {
        return failure(1, "Please specify only one of subscription and tenant, not both");
    }
    const subscriptionId = named ?? session.subscriptionId;
    const refusal = refuseAccount(session, subscriptionId);
    if (refusal !== undefined) {
        return refusal;
    }
    const tenantId = options.tenant ?? session.identity.tenantId;
    const identity = isSame(tenantId, session.identity.tenantId)
        ? session.identity
        : context.directory.find(tenantId, session.identity.clientId);
    if (identity === undefined) {
        const message = `AADSTS90002: Tenant '${tenantId}' not found. Trace ID: ${randomUUID()}`;
        return failure(1, message);
    }
    const audience = options.resource ?? audienceOfScope(options.scope ?? null) ?? context.audience;
    const granted = grantToken({ identity, audience }, context);
    if ("number" in granted) {
        return failure(1, `AADSTS${granted.number}: ${granted.message} Trace ID: ${randomUUID()}`);
    }
    return json({
        accessToken: granted.accessToken,
        expiresOn: localTime(granted.expiresOn),
        expires_on: granted.expiresOn,
        ...(options.tenant === undefined ? { subscription: subscriptionId } : {}),
        tenant: identity.tenantId,
        tokenType: "Bearer",
    });
}

function showCloud(
    session: AzureCliSession,
    options: AzureCliArguments["options"],
    context: AzureCliContext,
): AzureCliResponse {
    if (options.name !== undefined && options.name !== session.cloudName) {
        return failure(1, `The cloud '${options.name}' is not registered.`);
    }
    return json({
        endpoints: {
            activeDirectory: context.origin,
            activeDirectoryResourceId: context.audience,
            management: context.audience,
            resourceManager: `${context.origin}/`,
        },
        isActive: true,
        name: session.cloudName,
        profile: "latest",
        suffixes: {},
    });
}

function refuseAccount(session: AzureCliSession, subscriptionId: string): AzureCliResponse | undefined {
    if (!session.isSignedIn) {
        return failure(1, "Please run 'az login' to setup account.");
    }
    const known = [session.subscriptionId, ...session.otherSubscriptionIds];
    if (!known.some((id) => isSame(id, subscriptionId))) {
        return failure(1, `Subscription '${subscriptionId}' not found. Check the spelling and casing and try again.`);
    }
    return undefined;
}

function json(value: unknown): AzureCliResponse {
    return { stdout: `${JSON.stringify(value, undefined, 2)}\n` };
}

function failure(exitCode: number, message: string): AzureCliResponse {
    return { exitCode, stderr: `ERROR: ${message}\n` };
}

/** Local time without a time zone, as Azure CLI prints it. */
function localTime(secondsSince1970: number): string {
    const date = new Date(secondsSince1970 * 1000);
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return local.toISOString().replace("T", " ").replace("Z", "000");
}
