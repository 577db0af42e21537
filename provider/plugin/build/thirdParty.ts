// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A package that the plugin contains. */
export interface ThirdPartyPackage {
    readonly name: string;
    readonly version: string;
    readonly license: string;
    /** The text of its licence file, if it has one. */
    readonly text: string | undefined;
}

const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;

/** The packages that these files belong to, in order of their names. */
export function thirdPartyPackages(files: readonly string[]): ThirdPartyPackage[] {
    const directories = new Set(
        files
            .map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
            .filter((found) => found !== undefined),
    );
    return [...directories].map(readPackage).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The licences of the packages, to be shipped with the bundle. */
export function noticesOf(packages: readonly ThirdPartyPackage[]): string {
    const notices = packages.map(
        ({ name, version, license, text }) =>
            `${name} ${version}\nLicense: ${license}\n\n${text ?? "(no license file)"}\n`,
    );
    return ["The plugin contains these packages:\n", ...notices].join(`\n${"-".repeat(80)}\n\n`);
}

/** The software bill of materials in CycloneDX. @see https://cyclonedx.org/docs/1.6/json/ */
export function billOfMaterials(packages: readonly ThirdPartyPackage[], version: string): object {
    return {
        bomFormat: "CycloneDX",
        specVersion: "1.6",
        version: 1,
        metadata: { component: { type: "application", name: "pulumi-resource-azure-wait", version } },
        components: packages.map(({ name, version: packageVersion, license }) => ({
            type: "library",
            name,
            version: packageVersion,
            licenses: [{ expression: license }],
            purl: `pkg:npm/${name.replace("@", "%40")}@${packageVersion}`,
        })),
    };
}

function readPackage(directory: string): ThirdPartyPackage {
    const { name, version, license } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
    const file = readdirSync(directory).find((entry) => LICENSE_FILE.test(entry));
    const text = file === undefined ? undefined : readFileSync(path.join(directory, file), "utf8").trim();
    if (typeof license !== "string") {
        throw new Error(`${directory}/package.json has no license, which the notices of the plugin need`);
    }
    return { name, version, license, text };
}
