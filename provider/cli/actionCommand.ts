// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import { untilAborted } from "../common/abort";
import type { OperationReference } from "../reference/operationReference";
import { parseReference } from "../reference/parseReference";
import { type ActionOptions, type ActionRequest, prepareAction, startRequestOf } from "../wait/actionRequest";
import { OperationError } from "../wait/operationError";
import type { WaitTimes } from "../wait/options";
import { checkArguments } from "../wait/report";
import { runActionWithConfiguration } from "../wait/runAction";
import { newRecord } from "./operationRecord";
import { type CommandContext, type Observer, type OutputFlags, runOperations } from "./runOperations";
import { readStandardInput } from "./standardInput";
import { UsageError, usageErrorOf } from "./usageError";

/** The flags of an action. */
export interface ActionFlags extends WaitTimes, OutputFlags {
    readonly resourceId?: string;
    readonly apiVersion?: string;
    readonly method?: string;
    readonly body?: string;
    readonly retries?: string;
}

/**
 * Begins an action, and waits for its end.
 *
 * @returns The exit code.
 * @throws {UsageError} before any request.
 */
export async function actionCommand(
    action: string | undefined,
    flags: ActionFlags,
    context: CommandContext,
): Promise<number> {
    const { signal } = context.interruption;
    const request = { ...requestOf(action, flags), ...(await bodyOf(flags.body, signal)) } as ActionRequest;
    const { retries, ...times } = flags;
    const options = { ...times, ...(retries === undefined ? {} : { retries: retryCount(retries) }) };
    const record = newRecord(checkedPath(request, options));
    const onStarted = (operation: OperationReference) => {
        record.path = parseReference(operation).url.path;
    };
    const run = async ({ onTrace, ...observer }: Observer) =>
        await runActionWithConfiguration(
            request,
            { ...options, ...observer, nextRun: "sendsAgain" },
            undefined,
            onTrace === undefined ? { onStarted } : { onStarted, onTrace },
        );
    return await runOperations([record], [run], flags, context, true);
}

/** `checkRetries` of the functions refuses what is no count. */
function retryCount(retries: string): number {
    return /^\d+$/.test(retries) ? Number(retries) : Number.NaN;
}

function requestOf(action: string | undefined, { resourceId, apiVersion, method }: ActionFlags) {
    return {
        ...{ resourceId, apiVersion },
        ...(action === undefined ? {} : { action }),
        ...(method === undefined ? {} : { method: method.toUpperCase() }),
    };
}

/** The path that the action is sent to. @throws {UsageError} */
function checkedPath(request: ActionRequest, options: ActionOptions): string {
    try {
        checkArguments(() => prepareAction(request, options, options, undefined));
        return startRequestOf(request).path;
    } catch (error) {
        throw OperationError.isInstance(error) ? usageErrorOf(error.message, 1) : error;
    }
}

/** The body of `--body`: JSON, `@` and the name of a file with it, or `-` for standard input. @throws {UsageError} */
async function bodyOf(body: string | undefined, signal: AbortSignal): Promise<{ readonly body?: unknown }> {
    if (body === undefined) {
        return {};
    }
    const json =
        body === "-"
            ? await untilAborted(readStandardInput(), signal)
            : body.startsWith("@")
              ? read(body.slice(1))
              : body;
    try {
        return { body: JSON.parse(json.replace(/^\ufeff/, "")) as unknown };
    } catch {
        // The text may contain secrets.
        throw new UsageError(
            "--body is not JSON: give JSON, quoted for the shell, @FILE for a file with it, or - for standard input",
        );
    }
}

function read(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UsageError(`--body: the file behind @ cannot be read (${code}): check its path and its permissions`);
    }
}
