// SPDX-License-Identifier: Apache-2.0

// Waits with the built package, because tsx adds code to each function of its sources, which the bench would measure.
// The package loads its HTTP client for the first wait, and other clients theirs at the start.
import "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/core-auth";
import { OperationError, waitForOperation } from "pulumi-azure-wait/wait";
import { runWaits } from "./waitingTask";

/** One credential is one identity, with one read limiter for all waits. */
let credential: TokenCredential | undefined;

// The environment names the cloud.
runWaits(async (operation, { token }) => {
    credential ??= { getToken: async () => ({ token, expiresOnTimestamp: Number.POSITIVE_INFINITY }) };
    try {
        return (await waitForOperation(operation, { timeout: "15m", credential })).status;
    } catch (error) {
        return OperationError.isInstance(error) ? error.code : String(error);
    }
});
