// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { Identity } from "../entra/identity";
import type { TemporaryFiles } from "../temporaryFiles";
import { writeAzureCli } from "./azureCliFiles";

/** The result of one command of the fake `az`. */
export interface AzureCliResponse {
    readonly stdout?: string;
    readonly stderr?: string;
    /** @default 0 */
    readonly exitCode?: number;
    /** Time before the command ends, in milliseconds. `Infinity`: it never ends. */
    readonly delayMs?: number;
}

/** The account and settings of a fake Azure CLI. */
export interface AzureCliOptions {
    /**
     * The existing directory in which to create `az`.
     *
     * @default a temporary directory, removed when the emulator is closed
     */
    readonly directory?: string;
    /** @default the emulator's first identity */
    readonly identity?: Identity;
    /** `false`: as before `az login`. @default true */
    readonly isSignedIn?: boolean;
    /** The current subscription. @default the emulator's subscription */
    readonly subscriptionId?: string;
    /** Further subscriptions of the account. */
    readonly otherSubscriptionIds?: readonly string[];
    /** The active cloud. @default "AzureEmulator", a custom cloud */
    readonly cloudName?: string;
}

/** An installed fake Azure CLI. */
export interface AzureCli {
    /** The directory of `az`, to be put first in PATH. */
    readonly directory: string;
    /** The arguments of each invocation so far. */
    readonly invocations: readonly (readonly string[])[];
    /** Overrides the result of a command, such as `account show`; undefined removes the override. */
    setResponse(command: string, response: AzureCliResponse | undefined): void;
}

/** The state of an installed fake Azure CLI. */
export interface AzureCliSession extends Required<Omit<AzureCliOptions, "directory">> {
    readonly invocations: (readonly string[])[];
    readonly responses: Map<string, AzureCliResponse>;
}

/** The state that an installation needs. */
export interface AzureCliInstallationContext {
    readonly origin: string;
    /** The emulator's certificate. */
    readonly certificate: string;
    readonly identity: Identity;
    readonly subscriptionId: string;
    readonly files: TemporaryFiles;
    /** The sessions of the installed fakes, by id. */
    readonly sessions: Map<string, AzureCliSession>;
}

/** Writes a fake `az` and registers it with the emulator. */
export async function installAzureCli(
    options: AzureCliOptions,
    context: AzureCliInstallationContext,
): Promise<AzureCli> {
    const session: AzureCliSession = {
        identity: options.identity ?? context.identity,
        isSignedIn: options.isSignedIn ?? true,
        subscriptionId: options.subscriptionId ?? context.subscriptionId,
        otherSubscriptionIds: options.otherSubscriptionIds ?? [],
        cloudName: options.cloudName ?? "AzureEmulator",
        invocations: [],
        responses: new Map(),
    };
    const id = randomUUID();
    const directory = options.directory ?? (await context.files.makeDirectory("azure-cli"));
    await writeAzureCli(directory, `${context.origin}/emulator/azureCli/${id}`, context.certificate);
    context.sessions.set(id, session);
    return {
        directory,
        invocations: session.invocations,
        setResponse: (command, response) => {
            session.responses.delete(command);
            if (response !== undefined) {
                session.responses.set(command, response);
            }
        },
    };
}
