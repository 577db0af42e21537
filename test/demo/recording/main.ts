// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Emulator, type OperationScript, startEmulator } from "../../emulator/src/index";
import { CLUSTER_ERROR } from "../clusterError";
import { animatedSvg, THEMES } from "./animatedSvg";
import { shortenIdleTimes } from "./frame";
import { screenFrames } from "./screenFrames";
import { TerminalSession } from "./terminalSession";

const DIRECTORY = path.resolve(__dirname, "../../../docs/recording");
/** Wide enough for progress bars and for the lines of a report that contain two ids. */
const COLUMNS = 110;
/** More than the session has. */
const ROWS = 40;
const LONGEST_IDLE_MS = 1_000;
const LAST_FRAME_MS = 8_000;
const TITLE =
    "A terminal: pulumi-azure-wait waits for an operation that succeeds, prints the whole error of one that fails, and ends at Ctrl-C.";

const SUCCEEDING: OperationScript = {
    durationSeconds: 12,
    percentComplete: true,
    statusWords: ["Accepted", "InProgress", "InProgress", "InProgress"],
};
const FAILING: OperationScript = {
    durationSeconds: 9,
    percentComplete: true,
    outcome: "Failed",
    error: { error: CLUSTER_ERROR },
};
const RUNNING: OperationScript = { durationSeconds: 30, percentComplete: true };
const BEFORE_CTRL_C_MS = 4_000;

/** Records a wait that succeeds, one that fails and one that Ctrl-C ends, as they are in a terminal, and writes the pictures. */
async function main(): Promise<void> {
    const emulator = await startEmulator();
    const session = new TerminalSession(COLUMNS, ROWS, emulator.environment);
    try {
        await session.prompt();
        await wait(session, emulator, SUCCEEDING);
        await session.prompt();
        await wait(session, emulator, FAILING);
        await session.prompt();
        await wait(session, emulator, RUNNING, "  # then Ctrl-C");
        await session.shown("InProgress");
        await setTimeout(BEFORE_CTRL_C_MS);
        session.pressCtrlC();
        await session.prompt();
        const outputs = [...session.outputs];
        const frames = shortenIdleTimes(await screenFrames(outputs, COLUMNS, ROWS), LONGEST_IDLE_MS);
        mkdirSync(DIRECTORY, { recursive: true });
        for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
            const file = path.join(DIRECTORY, `${theme}.svg`);
            const svg = animatedSvg(frames, { theme, columns: COLUMNS, title: TITLE, lastFrameMs: LAST_FRAME_MS });
            writeFileSync(file, svg);
            console.log(`${path.relative("", file)}: ${frames.length} frames, ${Math.ceil(svg.length / 1000)} kB`);
        }
    } finally {
        await session.close();
        await emulator.close();
    }
}

/** Starts an operation and waits for it by its id. The comment is shown behind the command. */
async function wait(
    session: TerminalSession,
    emulator: Emulator,
    script: OperationScript,
    comment = "",
): Promise<void> {
    const asyncOperationId = randomUUID();
    await session.type("pulumi-azure-wait ");
    session.paste(asyncOperationId);
    await session.type(` --location "West US"${comment}`);
    emulator.startOperation(script, { asyncOperationId });
    await session.type("\r");
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
