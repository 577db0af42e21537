// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import type { WaitOptions } from "../wait/options";
import type { Inputs } from "./inputs";
import type { StatusMessages } from "./statusMessage";

/** Where and as whom a resource sends its requests. */
export type ConnectionOptions = Pick<WaitOptions, "credential" | "endpoint" | "settings">;

/** What a host gives to a resource that waits. */
export interface ResourceContext {
    /** Reads `azure-native:…` keys of the stack configuration. */
    readonly configuration: ConfigurationReader;
    /** What precedes the configuration. @default none */
    readonly connection?: ConnectionOptions;
    /** The `timeout` of a wait whose inputs have none. @default "2h" */
    readonly timeout?: string | undefined;
    /** Stops the wait. */
    readonly signal: AbortSignal;
    readonly status: StatusMessages;
    /** Writes a line about each poll for `pulumi up --debug`. */
    readonly trace: (line: string) => void;
}

/** The difference between old and new inputs. */
export interface ResourceDiff {
    readonly changes: boolean;
    /** The inputs that need a replacement. */
    readonly replaces?: readonly string[];
    /** Whether the old resource is deleted before the new one is created. @default false */
    readonly deleteBeforeReplace?: boolean;
}

/** A resource, for whatever hosts it. Inputs are plain values, with secrets in clear. */
export interface Resource {
    /** Checks the inputs, as far as they are known. @throws {OperationError} `InvalidArgument`. */
    check(inputs: Inputs, configuration: ConfigurationReader): void;
    /** Compares the state with new inputs. */
    diff(id: string, state: Inputs, inputs: Inputs, configuration: ConfigurationReader): ResourceDiff;
    /**
     * What `create` or `update` would send, for a preview; `undefined` for nothing.
     *
     * @param state Absent where the resource is new.
     */
    plan?(state: Inputs | undefined, inputs: Inputs): string | undefined;
    /** @throws {OperationError} when nothing must be recorded. @throws {PartialStateError} */
    create(inputs: Inputs, context: ResourceContext): Promise<{ readonly id: string; readonly outputs: Inputs }>;
    /** Absent where every change needs a replacement. @throws {OperationError} when the state stays. @throws {PartialStateError} */
    update?(id: string, state: Inputs, inputs: Inputs, context: ResourceContext): Promise<Inputs>;
    /** Absent where there is nothing to undo. @throws {OperationError} when the state stays. */
    delete?(state: Inputs, context: ResourceContext): Promise<void>;
}
