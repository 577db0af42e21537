// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MS = 1_000;
/** A lock without an owner's name is one that is just being written, unless it is older than this. */
const WRITE_MS = 10_000;

/**
 * Does `work` while no other process that asks for the same lock does. A lock whose process is gone is taken over. Two
 * processes may do so in the same instant, so `work` must be merely wasteful, not wrong, when done twice at once.
 *
 * @param onWait
 *  Called once if another process has the lock, with who it is.
 */
export async function withFileLock<Result>(
    file: string,
    maximumWaitMs: number,
    onWait: (owner: string) => void,
    work: () => Promise<Result>,
): Promise<Result> {
    const owner = `${process.pid} ${hostname()}`;
    const deadlineMs = performance.now() + maximumWaitMs;
    let isFirstLook = true;
    while (!tryWrite(file, owner)) {
        if (isAbandoned(file)) {
            rmSync(file, { force: true });
            continue;
        }
        if (performance.now() > deadlineMs) {
            throw new Error(
                `${file} has been locked by process ${ownerOf(file)} for too long; remove it if that is wrong`,
            );
        }
        if (isFirstLook) {
            onWait(ownerOf(file));
            isFirstLook = false;
        }
        await sleep(RETRY_MS);
    }
    const release = () => {
        if (ownerOf(file) === owner) {
            rmSync(file, { force: true });
        }
    };
    process.once("exit", release);
    try {
        return await work();
    } finally {
        process.removeListener("exit", release);
        release();
    }
}

function tryWrite(file: string, owner: string): boolean {
    try {
        writeFileSync(file, owner, { flag: "wx" });
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") {
            return false;
        }
        throw error;
    }
}

function ownerOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

function isAbandoned(file: string): boolean {
    const [processId, host] = ownerOf(file).split(" ");
    if (!processId || !host) {
        const status = statSync(file, { throwIfNoEntry: false });
        return status !== undefined && Date.now() - status.mtimeMs > WRITE_MS;
    }
    if (host !== hostname()) {
        // A home directory shared between machines: we cannot see whether the process is still there.
        return false;
    }
    return !isAlive(Number(processId));
}

/** Whether a process of this machine is still there. */
export function isAlive(processId: number): boolean {
    try {
        process.kill(processId, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ESRCH";
    }
}
