// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import path from "node:path";
import ts from "typescript";
import { packageSchema } from "../../../provider/plugin/schema";

interface Spec {
    readonly type?: string;
    readonly items?: Spec;
    readonly $ref?: string;
    readonly oneOf?: readonly Spec[];
    readonly description?: string;
    readonly secret?: boolean;
}

interface ObjectSpec {
    readonly properties: Readonly<Record<string, Spec>>;
    readonly required: readonly string[];
}

interface ResourceSpec extends ObjectSpec {
    readonly inputProperties: Readonly<Record<string, Spec>>;
    readonly requiredInputs: readonly string[];
}

const schema = packageSchema("1.2.3") as {
    readonly resources: Readonly<Record<string, ResourceSpec>>;
    readonly types: Readonly<Record<string, ObjectSpec>>;
    readonly provider: { readonly inputProperties: Readonly<Record<string, Spec>> };
};

/** A property of a TypeScript type: whether it is optional, and its kind, such as "string" or "array of string". */
type Shape = Readonly<Record<string, string>>;

/** The TypeScript types of the package, by the name of an alias. */
const ALIASES = {
    waitArgs: 'import("./provider/index").OperationWaitArgs',
    waitAllArgs: 'import("./provider/index").OperationWaitAllArgs',
    actionArgs: 'import("./provider/index").ResourceActionArgs',
    undo: 'import("./provider/pulumi/resourceAction").UndoArgs',
    reference: 'import("./provider/reference/operationReference").ReferenceFields',
    fallback: 'NonNullable<import("./provider/reference/operationReference").OperationHints["fallback"]>',
    wait: 'Outputs<import("./provider/index").OperationWait>',
    waitAll: 'Outputs<import("./provider/index").OperationWaitAll>',
    action: 'Outputs<import("./provider/index").ResourceAction>',
    status: 'Outputs<import("./provider/index").OperationWaitAll>["statuses"][number]',
    settings: 'import("./provider/azure/settings").AzureSettings',
} as const;

describe("the schema of the plugin", function () {
    this.timeout(120_000);
    let shapes: Readonly<Record<keyof typeof ALIASES, Shape>>;

    before(() => {
        shapes = shapesOf(ALIASES);
    });

    const resource = (name: string) => schema.resources[`azure-wait:index:${name}`] as ResourceSpec;
    const type = (name: string) => schema.types[`azure-wait:index:${name}`] as ObjectSpec;
    const inputsOf = ({ inputProperties, requiredInputs }: ResourceSpec) => shapeOf(inputProperties, requiredInputs);
    const outputsOf = ({ properties, required }: ObjectSpec) => shapeOf(properties, required);

    it("has the arguments of the TypeScript classes", () => {
        assert.deepEqual(inputsOf(resource("OperationWait")), shapes.waitArgs);
        assert.deepEqual(inputsOf(resource("OperationWaitAll")), shapes.waitAllArgs);
        assert.deepEqual(inputsOf(resource("ResourceAction")), shapes.actionArgs);
    });

    it("has the outputs of the TypeScript classes", () => {
        assert.deepEqual(outputsOf(resource("OperationWait")), shapes.wait);
        assert.deepEqual(outputsOf(resource("OperationWaitAll")), shapes.waitAll);
        assert.deepEqual(outputsOf(resource("ResourceAction")), shapes.action);
    });

    it("has the objects of the TypeScript types", () => {
        assert.deepEqual(outputsOf(type("OperationReference")), shapes.reference);
        assert.deepEqual(outputsOf(type("Fallback")), shapes.fallback);
        assert.deepEqual(outputsOf(type("Undo")), shapes.undo);
        assert.deepEqual(outputsOf(type("OperationStatus")), shapes.status);
    });

    it("has the settings of the TypeScript functions as provider arguments, with the secret ones marked", () => {
        assert.deepEqual(Object.keys(shapeOf(schema.provider.inputProperties, [])), Object.keys(shapes.settings));
        const secrets = Object.entries(schema.provider.inputProperties).filter(([, spec]) => spec.secret === true);
        assert.deepEqual(
            secrets.map(([name]) => name),
            ["clientId", "clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"],
        );
    });

    it("describes every property, and refers only to types that it has", () => {
        const json = JSON.stringify(schema);
        for (const [, name = ""] of json.matchAll(/"#\/types\/([^"]+)"/g)) {
            assert.ok(name in schema.types, name);
        }
        const resources = Object.values(schema.resources);
        const groups = [...resources, ...Object.values(schema.types)].map(({ properties }) => properties);
        for (const group of [
            ...groups,
            ...resources.map((spec) => spec.inputProperties),
            schema.provider.inputProperties,
        ]) {
            for (const [name, { description = "" }] of Object.entries(group)) {
                assert.match(description, /\.$/, name);
            }
        }
    });
});

function shapeOf(properties: Readonly<Record<string, Spec>>, required: readonly string[]): Shape {
    return sorted(
        Object.entries(properties).map(([name, spec]) => [required.includes(name) ? name : `${name}?`, kindOf(spec)]),
    );
}

function kindOf({ type, items, $ref, oneOf }: Spec): string {
    if (oneOf !== undefined) {
        return oneOf.map(kindOf).sort().join(" or ");
    }
    if ($ref !== undefined) {
        return $ref.endsWith("#/Any") ? "any" : "object";
    }
    return items === undefined ? (type ?? "") : `array of ${kindOf(items)}`;
}

/** The properties of TypeScript types. */
function shapesOf<Name extends string>(aliases: Readonly<Record<Name, string>>): Record<Name, Shape> {
    const root = path.resolve(__dirname, "../../..");
    const file = path.join(root, "schema-types.ts");
    const source = [
        'import * as pulumi from "@pulumi/pulumi";',
        "type Outputs<T> = { [K in Exclude<keyof T, keyof pulumi.CustomResource>]: T[K] extends pulumi.Output<infer U> ? U : never };",
        ...Object.entries(aliases).map(([name, alias]) => `export type ${name} = ${alias};`),
    ].join("\n");
    const options = {
        ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: ["node"] },
        ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node20 },
    };
    const host = ts.createCompilerHost(options);
    const { fileExists } = host;
    const getSourceFile = host.getSourceFile.bind(host);
    host.fileExists = (name) => name === file || fileExists(name);
    host.getSourceFile = (name, version) =>
        name === file ? ts.createSourceFile(name, source, version) : getSourceFile(name, version);
    const program = ts.createProgram([file], options, host);
    const sourceFile = program.getSourceFile(file);
    const diagnostics = program.getSemanticDiagnostics(sourceFile);
    assert.deepEqual(
        diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
        [],
    );
    const checker = program.getTypeChecker();
    const declarations = sourceFile?.statements.filter(ts.isTypeAliasDeclaration) ?? [];
    const shapes = declarations
        .filter(({ name }) => name.text in aliases)
        .map((declaration) => [
            declaration.name.text,
            shapeOfType(checker, checker.getTypeAtLocation(declaration), declaration),
        ]);
    return Object.fromEntries(shapes);
}

function shapeOfType(checker: ts.TypeChecker, type: ts.Type, node: ts.Node): Shape {
    return sorted(
        checker.getPropertiesOfType(type).map((property) => {
            const whole = checker.getTypeOfSymbolAtLocation(property, node);
            const mayBeUndefined =
                (property.flags & ts.SymbolFlags.Optional) !== 0 ||
                (whole.flags & ts.TypeFlags.Unknown) !== 0 ||
                (whole.isUnion() && whole.types.some(({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0));
            return [
                mayBeUndefined ? `${property.name}?` : property.name,
                kindOfType(checker, checker.getNonNullableType(whole)),
            ];
        }),
    );
}

function kindOfType(checker: ts.TypeChecker, type: ts.Type): string {
    if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 || checker.typeToString(type) === "{}") {
        return "any";
    }
    if ((type.flags & ts.TypeFlags.StringLike) !== 0) {
        return "string";
    }
    if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) {
        return "boolean";
    }
    if ((type.flags & ts.TypeFlags.NumberLike) !== 0) {
        return "number";
    }
    if (type.isUnion()) {
        const plain = type.types.filter((part) => !/^(?:Promise|OutputInstance)</.test(checker.typeToString(part)));
        return [...new Set(plain.map((part) => kindOfType(checker, part)))].sort().join(" or ");
    }
    const [item] = checker.isArrayLikeType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
    return item === undefined ? "object" : `array of ${kindOfType(checker, item)}`;
}

/** TypeScript does not know integers. */
function sorted(entries: readonly (readonly string[])[]): Shape {
    const pairs = entries.map(([name = "", kind = ""]) => [name, kind.replace("integer", "number")] as const);
    return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)));
}
