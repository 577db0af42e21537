// SPDX-License-Identifier: Apache-2.0
import { OperationError, waitForOperation } from "../../provider/wait";

/** How a wait ended: the status of the operation, or the code of the error. */
async function resultOf(operation: string): Promise<string> {
    try {
        return (await waitForOperation(operation, { timeout: "15m" })).status;
    } catch (error) {
        return OperationError.isInstance(error) ? error.code : String(error);
    }
}

// The parent forks this process with the settings of the emulator. It sends the URLs once all processes are ready.
process.once("message", async (operations: readonly string[]) => {
    const results = await Promise.all(operations.map(resultOf));
    process.send?.(results, () => process.disconnect());
});
process.send?.("ready");
