// SPDX-License-Identifier: Apache-2.0

/*
 * The reports of the public API in `docs/api`, one for each entry point. `npm run api` rewrites them. A test compares them with the
 * code, so that the review of a change shows what it does to the API.
 */
import path from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { REPOSITORY_DIRECTORY } from "../harness/engine/engineRelease";
import { createTemporaryDirectory } from "../harness/engine/temporaryDirectory";

export const REPORTS_DIRECTORY = path.join(REPOSITORY_DIRECTORY, "docs/api");

/** The declarations of the entry points, by the name of the report. */
const DECLARATIONS: Readonly<Record<string, string>> = {
    "pulumi-azure-wait.api.md": "dist/index.d.ts",
    "pulumi-azure-wait.wait.api.md": "dist/wait/index.d.ts",
    "pulumi-azure-wait.runtime.api.md": "dist/pulumi/runtime.d.ts",
};

/** Writes the reports of the current `dist`. @returns the names of the files. */
export function writeApiReports(reportFolder: string): readonly string[] {
    for (const [reportFileName, declarations] of Object.entries(DECLARATIONS)) {
        const config = ExtractorConfig.prepare({
            configObjectFullPath: undefined,
            packageJsonFullPath: path.join(REPOSITORY_DIRECTORY, "package.json"),
            configObject: {
                projectFolder: REPOSITORY_DIRECTORY,
                mainEntryPointFilePath: path.join(REPOSITORY_DIRECTORY, declarations),
                compiler: {
                    overrideTsconfig: {
                        compilerOptions: {
                            target: "es2022",
                            module: "node20",
                            types: ["node"],
                            strict: true,
                            skipLibCheck: true,
                        },
                        files: [declarations],
                    },
                },
                apiReport: {
                    enabled: true,
                    includeForgottenExports: true,
                    reportFileName,
                    reportFolder,
                    reportTempFolder: createTemporaryDirectory("api"),
                },
                docModel: { enabled: false },
                dtsRollup: { enabled: false },
                tsdocMetadata: { enabled: false },
                newlineKind: "lf",
                // TypeDoc checks the comments.
                messages: { tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
            },
        });
        Extractor.invoke(config, {
            localBuild: true,
            messageCallback: (message) => {
                // API Extractor prints what is not marked as handled, and its progress and the missing release tags are no news.
                message.handled = message.logLevel !== ExtractorLogLevel.Error;
            },
        });
    }
    return Object.keys(DECLARATIONS);
}

if (require.main === module) {
    writeApiReports(REPORTS_DIRECTORY);
}
