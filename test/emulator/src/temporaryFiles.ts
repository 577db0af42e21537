// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary directory, readable only by its owner, for the files that clients read. */
export class TemporaryFiles {
    #count = 0;

    private constructor(private readonly directory: string) {}

    static async create(): Promise<TemporaryFiles> {
        return new TemporaryFiles(await mkdtemp(join(tmpdir(), "azure-emulator-")));
    }

    /** Writes a file. The name must not have been used before. @returns The path of the file. */
    async write(name: string, content: string | Uint8Array): Promise<string> {
        const path = join(this.directory, name);
        await writeFile(path, content, { mode: 0o600, flag: "wx" });
        return path;
    }

    /** A name that has not been used before. */
    uniqueName(name: string): string {
        this.#count += 1;
        return `${this.#count}-${name}`;
    }

    /** Creates a subdirectory. @returns The path of the subdirectory. */
    async makeDirectory(name: string): Promise<string> {
        const path = join(this.directory, this.uniqueName(name));
        await mkdir(path);
        return path;
    }

    /** Removes the directory and its contents. */
    remove(): Promise<void> {
        return rm(this.directory, { recursive: true, force: true });
    }
}
