// SPDX-License-Identifier: Apache-2.0

/** Ignores that the reader of a stream has gone, as `head` does: the exit code still tells the result. */
export function ignoreClosedPipes(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
    for (const stream of streams) {
        stream.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code !== "EPIPE") {
                throw error;
            }
        });
    }
}

/** Writes a text, and resolves when it is written, or its reader has gone. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
    return new Promise((resolve) => {
        stream.write(text, () => resolve());
    });
}
