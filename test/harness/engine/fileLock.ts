// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const RETRY_MS = 1_000;
/** Age up to which a lock file without an owner counts as being written, not as abandoned. */
const WRITE_MS = 10_000;

/**
 * Runs `work` while holding a lock file. The lock of a process that no longer exists is taken over. Two processes may take it over
 * at the same time, so `work` must be safe to run concurrently.
 *
 * @param onWait
 *  Called once with the process id and host of the owner if another process holds the lock.
 */
export async function withFileLock<Result>(
    file: string,
    maximumWaitMs: number,
    onWait: (owner: string) => void,
    work: () => Promise<Result>,
): Promise<Result> {
    const owner = `${process.pid} ${hostname()}`;
    const deadlineMs = performance.now() + maximumWaitMs;
    let isFirstAttempt = true;
    while (!tryWrite(file, owner)) {
        if (isAbandoned(file)) {
            rmSync(file, { force: true });
            continue;
        }
        if (performance.now() > deadlineMs) {
            throw new Error(
                `${file} has been locked by process ${ownerOf(file)} for too long; remove the file if no process needs it`,
            );
        }
        if (isFirstAttempt) {
            onWait(ownerOf(file));
            isFirstAttempt = false;
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
        // On a home directory shared between machines, the process cannot be checked.
        return false;
    }
    return !isAlive(Number(processId));
}

/** Whether a process of this machine exists. */
export function isAlive(processId: number): boolean {
    try {
        process.kill(processId, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code !== "ESRCH";
    }
}
