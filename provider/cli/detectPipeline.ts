// SPDX-License-Identifier: Apache-2.0

import type { Pipeline } from "./pipeline";

/** The CI service that runs this process, if it is a known one. */
export function pipelineOf(environment: NodeJS.ProcessEnv): Pipeline | undefined {
    // Loaded only where needed, so that `--help` is quick.
    if (environment.GITHUB_ACTIONS === "true") {
        const { githubActions } = require("./githubActions") as typeof import("./githubActions");
        return githubActions(environment);
    }
    if (environment.TF_BUILD?.toLowerCase() === "true") {
        const { azurePipelines } = require("./azurePipelines") as typeof import("./azurePipelines");
        return azurePipelines(environment);
    }
    return undefined;
}
