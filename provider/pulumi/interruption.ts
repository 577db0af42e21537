// SPDX-License-Identifier: Apache-2.0

/**
 * Runs something in the program's process, where hooks run, and ends it with the first Ctrl-C: the language host then sends
 * SIGINT to the program. The listeners exist only meanwhile, and take nothing from the program's own.
 *
 * @param caller Ends it too.
 */
export async function untilInterrupted<T>(
    caller: AbortSignal | undefined,
    run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    const controller = new AbortController();
    const onInterrupt = () => controller.abort(new Error("interrupted"));
    const onAbort = () => controller.abort(caller?.reason);
    process.on("SIGINT", onInterrupt);
    process.on("SIGTERM", onInterrupt);
    caller?.addEventListener("abort", onAbort, { once: true });
    if (caller?.aborted === true) {
        onAbort();
    }
    try {
        return await run(controller.signal);
    } finally {
        process.off("SIGINT", onInterrupt);
        process.off("SIGTERM", onInterrupt);
        caller?.removeEventListener("abort", onAbort);
    }
}
