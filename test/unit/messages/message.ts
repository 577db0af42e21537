// SPDX-License-Identifier: Apache-2.0
import type { OperationReference, WaitOptions } from "../../../provider/wait";
import type { HostWaitOptions } from "../../../provider/wait/options";
import type { Line } from "../wait/scriptedArm";

/** What produces messages. The clock stands still; waits and starts advance it. */
export interface Producer {
    /** Waits for an operation at a server that responds from `script`. */
    wait(script: readonly Line[], operation?: OperationReference, options?: HostWaitOptions): Promise<unknown>;
    /** Runs what sends requests to a server that responds from `script`. */
    serve(script: readonly Line[], run: (options: WaitOptions) => Promise<unknown>): Promise<unknown>;
}

/** A message, as one line or as its lines, and the call of the package whose error or result it is. */
export type Message = readonly [text: string | readonly string[], produce: (producer: Producer) => unknown];
