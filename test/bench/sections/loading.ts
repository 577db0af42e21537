// SPDX-License-Identifier: Apache-2.0
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { medianOfEach } from "../alternate";
import type { Section } from "../section";

const OWN = "pulumi-azure-wait/wait";
const PEER = "@azure/core-rest-pipeline";

/** Nothing listens there. */
const CLOSED = "http://127.0.0.1:1";

/** What each process runs: loading alone, or up to the end of a first request, because this package loads its HTTP client for it. */
const SCRIPTS = {
    own: `require("${OWN}"); end();`,
    peer: `require("${PEER}"); end();`,
    ownRequest: `
        const { waitForOperation } = require("${OWN}");
        const url = "/subscriptions/50000000-0000-4000-8000-000000000001/providers/Microsoft.Sql/locations/westus/operationStatuses/1?api-version=2021-11-01";
        waitForOperation(url, { endpoint: "${CLOSED}", onProgress: end });
    `,
    peerRequest: `
        const { createDefaultHttpClient, createEmptyPipeline, createPipelineRequest } = require("${PEER}");
        const request = createPipelineRequest({ url: "${CLOSED}", allowInsecureConnection: true });
        createEmptyPipeline().sendRequest(createDefaultHttpClient(), request).catch(end);
    `,
};

/** Milliseconds that a script takes in a new process, without those of the start of Node. */
async function scriptMs(script: string): Promise<number> {
    const timed = `
        const startMs = performance.now();
        const end = () => process.stdout.write(String(performance.now() - startMs), () => process.exit());
        ${script}
    `;
    const environment = { ...process.env, NODE_COMPILE_CACHE: undefined };
    const { stdout } = await promisify(execFile)(process.execPath, ["--eval", timed], {
        cwd: __dirname,
        env: environment,
    });
    return Number(stdout);
}

/** `require` of this package, and of the HTTP client that it uses. */
export const LOADING: Section = {
    name: "loading",
    title: "Loading",
    async measure({ quick, onProgress }) {
        const rounds = quick ? 5 : 40;
        onProgress(`${rounds} processes each`);
        const medians = await medianOfEach(rounds, {
            own: () => scriptMs(SCRIPTS.own),
            peer: () => scriptMs(SCRIPTS.peer),
            ownRequest: () => scriptMs(SCRIPTS.ownRequest),
            peerRequest: () => scriptMs(SCRIPTS.peerRequest),
        });
        return {
            values: {
                [`milliseconds, as a multiple of ${PEER}: ${OWN}`]: medians.own / medians.peer,
                [`milliseconds with a first request, as a multiple of ${PEER}: ${OWN}`]:
                    medians.ownRequest / medians.peerRequest,
                [`milliseconds: ${OWN}`]: medians.own,
                [`milliseconds: ${PEER}`]: medians.peer,
                [`milliseconds with a first request: ${OWN}`]: medians.ownRequest,
                [`milliseconds with a first request: ${PEER}`]: medians.peerRequest,
            },
        };
    },
};
