// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const REPOSITORY_DIRECTORY = path.resolve(__dirname, "../..");

const documents: readonly (readonly [file: string, text: string])[] = readdirSync(REPOSITORY_DIRECTORY)
    .filter((file) => file.endsWith(".md"))
    .map((file) => [file, readFileSync(path.join(REPOSITORY_DIRECTORY, file), "utf8")]);

const exists = (file: string) => existsSync(path.join(REPOSITORY_DIRECTORY, file));

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
    return heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-");
}

function anchorsIn(file: string): readonly string[] {
    const text = readFileSync(path.join(REPOSITORY_DIRECTORY, file), "utf8");
    return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

describe("the documents of the repository", () => {
    for (const [document, text] of documents) {
        it(`have links that lead somewhere: ${document}`, () => {
            const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
            const broken = links.filter(([, file, anchor]) => {
                const target = file || document;
                return !exists(target) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
            });
            assert.deepEqual(
                broken.map(([link]) => link),
                [],
            );
        });

        it(`show only pictures that exist: ${document}`, () => {
            const pictures = [...text.matchAll(/\b(?:src|srcset)="(?!https?:)([^"]*)"/g)].map(([, file = ""]) => file);
            assert.deepEqual(
                pictures.filter((file) => !exists(file)),
                [],
            );
        });

        it(`name only files that exist: ${document}`, () => {
            const files = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|yml|json))`/g)].map(
                ([, file = ""]) => file,
            );
            const missing = files.filter((file) => !["", "provider/", "test/"].some((folder) => exists(folder + file)));
            assert.deepEqual(missing, []);
        });
    }

    it("describe each folder of provider in ARCHITECTURE.md", () => {
        const [, architecture = ""] = documents.find(([file]) => file === "ARCHITECTURE.md") ?? [];
        const folders = readdirSync(path.join(REPOSITORY_DIRECTORY, "provider"), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map(({ name }) => name);
        assert.deepEqual(
            folders.filter((folder) => !architecture.includes(`| \`${folder}\` |`)),
            [],
        );
    });
});
