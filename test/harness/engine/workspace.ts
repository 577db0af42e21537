// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "./engineRelease";
import { extractPackage } from "./packedPackage";
import { type ProjectFiles, type ProjectOptions, projectFiles } from "./projectFiles";
import { createTemporaryDirectory, removeDirectory } from "./temporaryDirectory";

const PACKAGE_NAME = "pulumi-azure-wait";

export interface WorkspaceOptions {
    /**
     * How the package is installed: `"folder"` extracts its tarball, as for users; `"link"` links to this repository, like `npm link`.
     *
     * @default "folder"
     */
    readonly installation?: "folder" | "link";
}

/** Creates a {@link Workspace}. */
export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
    const directory = createTemporaryDirectory("workspace");
    const modules = path.join(directory, "node_modules");
    mkdirSync(modules);
    linkPackages(path.join(REPOSITORY_DIRECTORY, "node_modules"), modules);
    const packageDirectory = path.join(modules, PACKAGE_NAME);
    if (options.installation === "link") {
        symlinkSync(REPOSITORY_DIRECTORY, packageDirectory, "dir");
    } else {
        await extractPackage(packageDirectory);
    }
    return new Workspace(directory, packageDirectory);
}

/**
 * A directory outside the repository for Pulumi projects. Its `node_modules` contains this package as installed by users, and links
 * to every other package of the repository. Projects are its subdirectories, where Node.js resolves packages from the parent.
 */
export class Workspace {
    constructor(
        readonly directory: string,
        /** The directory of the installed package. */
        readonly packageDirectory: string,
    ) {}

    /**
     * Creates a project.
     *
     * @returns
     *  Its directory, for `Stack.create`.
     */
    project(name: string, files: ProjectFiles, options?: ProjectOptions): string {
        const directory = path.join(this.directory, name);
        mkdirSync(directory);
        this.write(directory, projectFiles(name, files, options));
        return directory;
    }

    /** Writes files to a project, such as a new version of its program. */
    write(projectDirectory: string, files: ProjectFiles): void {
        for (const [file, text] of Object.entries(files)) {
            mkdirSync(path.dirname(path.join(projectDirectory, file)), { recursive: true });
            writeFileSync(path.join(projectDirectory, file), text);
        }
    }

    /** Makes the package unresolvable. */
    uninstall(): void {
        renameSync(this.packageDirectory, this.hiddenDirectory);
    }

    /** Undoes {@link uninstall}. */
    reinstall(): void {
        renameSync(this.hiddenDirectory, this.packageDirectory);
    }

    /** Removes the workspace with all its projects. */
    remove(): void {
        removeDirectory(this.directory);
    }

    private get hiddenDirectory(): string {
        return path.join(this.directory, `${PACKAGE_NAME}.uninstalled`);
    }
}

function linkPackages(from: string, to: string): void {
    for (const name of readdirSync(from)) {
        if (name.startsWith("@")) {
            mkdirSync(path.join(to, name));
            linkPackages(path.join(from, name), path.join(to, name));
        } else if (!name.startsWith(".") && name !== PACKAGE_NAME) {
            symlinkSync(path.join(from, name), path.join(to, name), "dir");
        }
    }
}
