// SPDX-License-Identifier: Apache-2.0

import type { ConfigurationReader } from "../azure/settings";
import type { Inputs } from "./inputs";
import type { StatusMessages } from "./statusMessage";

/** What a host gives to a resource that waits. */
export interface ResourceContext {
    /** Reads `azure-native:…` keys of the stack configuration. */
    readonly configuration: ConfigurationReader;
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
}

/** A resource, for whatever hosts it. Inputs are plain values, with secrets in clear. */
export interface Resource {
    /** Checks the inputs, as far as they are known. @throws {OperationError} `InvalidArgument`. */
    check(inputs: Inputs, configuration: ConfigurationReader): void;
    /** Compares the state with new inputs. */
    diff(id: string, state: Inputs, inputs: Inputs, configuration: ConfigurationReader): ResourceDiff;
    /** @throws {OperationError} */
    create(inputs: Inputs, context: ResourceContext): Promise<{ readonly id: string; readonly outputs: Inputs }>;
    /** Absent where every change needs a replacement. @throws {OperationError} */
    update?(state: Inputs, inputs: Inputs, context: ResourceContext): Promise<Inputs>;
}
