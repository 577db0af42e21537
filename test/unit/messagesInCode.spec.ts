// SPDX-License-Identifier: Apache-2.0

/* Finds texts in the code of which no table of the folder `messages` has a message. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { TABLES, textOf } from "./messages/tables";

const PROVIDER = path.resolve(__dirname, "../../provider");

/** Files whose texts are patterns, code (of which `messages/plugin.ts` has the messages), or the reference of the plugin. */
const NO_MESSAGES = [
    ...["busyWordings.ts", "storedProvider.ts", "bundle.ts", "pluginFolder.ts", "executable.ts"],
    ...["schema.ts", "propertyTable.ts", "resourceTable.ts"],
];

/** Texts that no table has, because they need another process, an engine, or many waits at once. The spec that has them. */
const ELSEWHERE: ReadonlySet<string> = new Set([
    // azure/azureCli.spec.ts, wait/prepare.spec.ts
    ...["Azure CLI does not respond: `", "` took longer than ", " s: run it by hand to see why"],
    "Azure CLI did not return its subscription before the end of the ",
    // signin/tokenRenewal.spec.ts
    ") has expired and cannot be renewed, because it is a fixed value (AADSTS700024): for ",
    ...["longer waits set ", "; in Azure Pipelines SYSTEM_ACCESSTOKEN with "],
    // wait/waitForOperation.deadline.spec.ts
    "other waits of this identity, or Azure's throttling, held it back to the end of the ",
    "held back: Azure throttles this identity",
    // resources/resourceAction.spec.ts, engine/resourceActionResume.spec.ts
    ...["will go on waiting for ", "will wait for the pending operation, then "],
    ...["It is not known how the action ended: ", ". Check the resource.\n", "its status cannot be read"],
    ...["the record of its operation has expired", "Azure does not find its operation"],
    "\n  The next `pulumi up` sends the action again.",
    "\n  The next `pulumi up` waits for it once more, and does not send the action again.",
    // pulumi/prerequisites.spec.ts, pulumi/hostedError.spec.ts, engine/providerOption.spec.ts, engine/bundles.spec.ts
    "pulumi-azure-wait: waitHook needs Pulumi CLI 3.238 or newer, where a hook can fail the run: ",
    "the action was not undone; the error of the resource says why",
    "pulumi-azure-wait: the `provider` of ",
    " has no effect on this resource, which signs in with the ",
    "stack configuration `azure-native:…` and the `ARM_…` variables: leave the option out.",
    "pulumi-azure-wait: this bundle is an ECMAScript module, where the package finds no `require`: ",
    // cli/withoutPulumi.spec.ts, cli/signals.spec.ts
    'pulumi-azure-wait: @pulumi/pulumi is not installed: install it, or import the functions from "pulumi-azure-wait/wait", which does not need it',
    ...[
        "The operation itself goes on in Azure.",
        "The action was not sent.",
        "Stopped before anything was requested. ",
    ],
    // Causes of errors, which no report shows.
    ...[
        "no RSA key",
        "no response within ",
        "all callers have left",
        "the pulumi process is gone",
        "pulumi was cancelled",
    ],
]);

describe("the tables of messages", () => {
    it("include each text of three words or more in the code of the package", () => {
        const all = TABLES.flatMap(([, , messages]) => messages.map(([text]) => textOf(text))).join("\n");
        const missing = textsInCode().filter((text) => !all.includes(text) && !ELSEWHERE.has(text));
        assert.deepEqual(missing, []);
    });

    it("have no exception for a text that is not in the code", () => {
        const texts = new Set(textsInCode());
        assert.deepEqual(
            [...ELSEWHERE].filter((text) => !texts.has(text)),
            [],
        );
    });
});

/** The string literals of `provider`, and the parts of its templates, that have three words or more. */
function textsInCode(): readonly string[] {
    return readdirSync(PROVIDER, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !NO_MESSAGES.includes(path.basename(file)))
        .flatMap((file) => {
            const source = readFileSync(path.join(PROVIDER, file), "utf8");
            return textsIn(ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true));
        });
}

function textsIn(node: ts.Node): readonly string[] {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isTemplateHead(node);
    const own =
        isText && node.text.split(/\s+/).filter((word) => /[a-z]{2}/i.test(word)).length >= 3 ? [node.text] : [];
    const inside: string[] = [];
    node.forEachChild((child) => {
        inside.push(...textsIn(child));
    });
    return [...own, ...inside];
}
