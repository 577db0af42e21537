// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import type { Identity } from "../entra/identity";
import type { TemporaryFiles } from "../temporaryFiles";
import { writeAzureCli } from "./azureCliFiles";

/** What one command of the stand-in does. */
export interface AzureCliResponse {
    readonly stdout?: string;
    readonly stderr?: string;
    /** @default 0 */
    readonly exitCode?: number;
    /** Time before it answers, in milliseconds. `Infinity`: never ends by itself. */
    readonly delayMs?: number;
}

/** Who has signed in to an Azure CLI, and what it is set to. */
export interface AzureCliOptions {
    /**
     * Where to put `az`; it has to be there already.
     *
     * @default a temporary directory, removed when the emulator is closed
     */
    readonly directory?: string;
    /** @default the emulator's first identity */
    readonly identity?: Identity;
    /** `false`: nobody has run `az login`. @default true */
    readonly isSignedIn?: boolean;
    /** The current subscription. @default the emulator's */
    readonly subscriptionId?: string;
    /** Further subscriptions that the CLI knows. */
    readonly otherSubscriptionIds?: readonly string[];
    /** The cloud it is set to. @default "AzureEmulator", a custom cloud */
    readonly cloudName?: string;
}

/** An installed stand-in for Azure CLI. */
export interface AzureCli {
    /** To be put first in PATH. */
    readonly directory: string;
    /** The arguments of each call so far. */
    readonly invocations: readonly (readonly string[])[];
    /** Sets what a command, such as `account show`, does from now on; undefined brings its own answer back. */
    setResponse(command: string, response: AzureCliResponse | undefined): void;
}

/** An installed stand-in as the emulator sees it. */
export interface AzureCliSession extends Required<Omit<AzureCliOptions, "directory">> {
    readonly invocations: (readonly string[])[];
    readonly responses: Map<string, AzureCliResponse>;
}

/** What an installation works with. */
export interface AzureCliInstallationContext {
    readonly origin: string;
    /** The emulator's certificate. */
    readonly certificate: string;
    readonly identity: Identity;
    readonly subscriptionId: string;
    readonly files: TemporaryFiles;
    /** The installed stand-ins by their ids. */
    readonly sessions: Map<string, AzureCliSession>;
}

/** Writes an `az` and lets the emulator know of it. */
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
