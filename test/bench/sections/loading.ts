// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { medianOfEach } from "../alternate";
import type { Section } from "../section";

const OWN = "pulumi-azure-wait/wait";
const PEER = "@azure/core-rest-pipeline";

/** Milliseconds that `require` takes in a new process. */
async function loadingMs(module: string): Promise<number> {
    const script =
        `const startMs = performance.now(); require(${JSON.stringify(module)}); ` +
        "process.stdout.write(String(performance.now() - startMs));";
    const { stdout } = await promisify(execFile)(process.execPath, ["--eval", script], { cwd: __dirname });
    return Number(stdout);
}

/** `require` of this package, and of the HTTP client that it uses. */
export const LOADING: Section = {
    name: "loading",
    title: "Loading",
    async measure({ quick, onProgress }) {
        const rounds = quick ? 5 : 40;
        onProgress(`${rounds} processes each`);
        const medians = await medianOfEach(rounds, { [OWN]: () => loadingMs(OWN), [PEER]: () => loadingMs(PEER) });
        return {
            values: {
                [`milliseconds, as a multiple of ${PEER}: ${OWN}`]: medians[OWN]! / medians[PEER]!,
                [`milliseconds: ${OWN}`]: medians[OWN]!,
                [`milliseconds: ${PEER}`]: medians[PEER]!,
            },
        };
    },
};
