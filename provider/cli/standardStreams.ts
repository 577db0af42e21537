// SPDX-License-Identifier: Apache-2.0

import { INTERNAL_ERROR_EXIT_CODE } from "./exitCode";

/** A reader that has gone, as `head` does, or a closed terminal. The exit code still tells the result. */
const READER_GONE: readonly unknown[] = ["EPIPE", "EIO"];

/** Handles the errors of the standard streams, which would end this process with the exit code of `OperationFailed`. */
export function handleStreamErrors(): void {
    // `write` rejects.
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", (error) => {
        if (!isReaderGone(error)) {
            process.exit(INTERNAL_ERROR_EXIT_CODE);
        }
    });
}

/** Writes a text. Resolves when it is written or its reader has gone, and rejects when it cannot be written, as to a full disk. */
export function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
        stream.write(text, (error) => {
            if (error == null || isReaderGone(error)) {
                resolve();
            } else {
                reject(error);
            }
        });
    });
}

/** Writes lines, as `write` does. */
export function writeLines(stream: NodeJS.WritableStream, lines: readonly string[]): Promise<void> {
    return write(stream, lines.map((line) => `${line}\n`).join(""));
}

function isReaderGone(error: NodeJS.ErrnoException): boolean {
    return READER_GONE.includes(error.code);
}
