// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const PROVIDER = path.resolve(__dirname, "../../provider");

/** Each layer may import only the layers before it, and itself. */
const LAYERS = ["common", "reference", "response", "azure", "wait", "resources", "engine", "pulumi", "plugin"];
/** The faces of Pulumi, which do not import each other. */
const FACES = ["pulumi", "plugin"];
/** The command line imports neither Pulumi nor what belongs to its engine. */
const CLI_IMPORTS = ["common", "reference", "response", "azure", "wait", "resources/statusMessage.ts", "cli"];
/** The layers that may import Pulumi. */
const PULUMI_LAYERS = ["engine", "plugin", "pulumi"];

/** The files of `provider`, and the specifiers that each imports. */
const imports: ReadonlyMap<string, readonly string[]> = new Map(
    readdirSync(PROVIDER, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => {
            const source = readFileSync(path.join(PROVIDER, file), "utf8");
            const specifiers = source.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*"([^"]+)"/g);
            return [file.replaceAll(path.sep, "/"), [...specifiers].map(([, specifier = ""]) => specifier)];
        }),
);

/** The file of `provider` that an import of `importer` leads to; `undefined` for a package. */
function targetOf(importer: string, specifier: string): string | undefined {
    const target = path.posix.join(path.posix.dirname(importer), specifier);
    return specifier.startsWith(".")
        ? [`${target}.ts`, `${target}/index.ts`].find((file) => imports.has(file))
        : undefined;
}

function layerOf(file: string): string {
    return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

describe("The layers of provider", () => {
    it("consist of the known folders and an index", () => {
        const folders = new Set([...imports.keys()].map(layerOf));
        assert.deepEqual([...folders].sort(), ["", "cli", ...LAYERS].sort());
        assert.deepEqual(
            [...imports.keys()].filter((file) => layerOf(file) === ""),
            ["index.ts"],
        );
    });

    for (const [index, layer] of LAYERS.entries()) {
        const allowed = LAYERS.slice(0, index + 1).filter((other) => other === layer || !FACES.includes(other));
        it(`let ${layer} import only ${allowed.join(", ")}`, () => {
            const backwards = [...imports].flatMap(([file, specifiers]) =>
                specifiers
                    .map((specifier) => [file, specifier, targetOf(file, specifier)] as const)
                    .filter(([, , target]) => layerOf(file) === layer && target !== undefined)
                    .filter(([, , target]) => !allowed.includes(layerOf(target ?? "")))
                    .map(([importer, specifier]) => `${importer} imports ${specifier}`),
            );
            assert.deepEqual(backwards, []);
        });
    }

    it(`let cli import only ${CLI_IMPORTS.join(", ")}`, () => {
        const targets = [...imports].flatMap(([file, specifiers]) =>
            layerOf(file) === "cli" ? specifiers.map((specifier) => targetOf(file, specifier)) : [],
        );
        const others = targets.filter(
            (target) => target !== undefined && ![target, layerOf(target)].some((name) => CLI_IMPORTS.includes(name)),
        );
        assert.deepEqual(others, []);
    });

    it(`let only ${PULUMI_LAYERS.join(" and ")} import Pulumi`, () => {
        const importers = [...imports]
            .filter(([, specifiers]) => specifiers.some((specifier) => specifier.startsWith("@pulumi/")))
            .map(([file]) => layerOf(file));
        assert.deepEqual([...new Set(importers)].sort(), PULUMI_LAYERS);
    });

    it("contain no circle of imports", () => {
        const finished = new Set<string>();
        const circles: string[] = [];
        const visit = (file: string, trail: readonly string[]): void => {
            if (trail.includes(file)) {
                circles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
            } else if (!finished.has(file)) {
                for (const specifier of imports.get(file) ?? []) {
                    const target = targetOf(file, specifier);
                    if (target !== undefined) {
                        visit(target, [...trail, file]);
                    }
                }
                finished.add(file);
            }
        };
        for (const file of imports.keys()) {
            visit(file, []);
        }
        assert.deepEqual(circles, []);
    });
});
