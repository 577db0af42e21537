// SPDX-License-Identifier: Apache-2.0

/** Metadata of a resource type; a subset of the real plugin's. */
export interface AzureNativeType {
    /** The API version in the SDK's documentation of the type. */
    readonly apiVersion: string;
    /** The resource id with inputs in braces. The last one has a generated name as its default. */
    readonly path: string;
    /** Inputs that are siblings of `properties` in the body. */
    readonly envelope: readonly string[];
    /** Outputs set by Azure, unknown in a preview. */
    readonly outputs: readonly string[];
    /** Whether PUT and DELETE start long-running operations. */
    readonly isLongRunning: boolean;
}

/** Inputs, outputs or a JSON body. */
export type Properties = Readonly<Record<string, unknown>>;

/** Marks an unknown value in the engine's protocol. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const IN_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const INSIGHTS = `${IN_GROUP}/providers/Microsoft.OperationalInsights`;
const COMMON_OUTPUTS = ["name", "type"];

/** The types of azure-native 3.28.0 that the examples and the tests use, by their tokens. */
const TYPES: Readonly<Record<string, AzureNativeType>> = {
    "azure-native:resources:ResourceGroup": {
        apiVersion: "2024-03-01",
        path: IN_GROUP,
        envelope: ["location", "managedBy", "tags"],
        outputs: COMMON_OUTPUTS,
        isLongRunning: false,
    },
    "azure-native:operationalinsights:Workspace": {
        apiVersion: "2023-09-01",
        path: `${INSIGHTS}/workspaces/{workspaceName}`,
        envelope: ["identity", "location", "tags"],
        outputs: [...COMMON_OUTPUTS, "customerId", "provisioningState"],
        isLongRunning: true,
    },
    "azure-native:operationalinsights:LinkedService": {
        apiVersion: "2023-09-01",
        path: `${INSIGHTS}/workspaces/{workspaceName}/linkedServices/{linkedServiceName}`,
        envelope: ["tags"],
        outputs: [...COMMON_OUTPUTS, "provisioningState"],
        isLongRunning: true,
    },
    "azure-native:operationalinsights:Table": {
        apiVersion: "2023-09-01",
        path: `${INSIGHTS}/workspaces/{workspaceName}/tables/{tableName}`,
        envelope: [],
        outputs: [...COMMON_OUTPUTS, "provisioningState"],
        isLongRunning: true,
    },
};

/**
 * The type of a resource.
 *
 * @throws if the fake plugin does not support it.
 */
export function typeOf(urn: string): AzureNativeType {
    const token = (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
    const type = TYPES[token];
    if (type === undefined) {
        throw new Error(`The fake azure-native plugin does not support ${token}: add it to azureNativeTypes.ts.`);
    }
    return type;
}

/** The inputs that are parts of the id, in the order of the id. */
export function pathInputs(type: AzureNativeType): readonly string[] {
    return [...type.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name !== "subscriptionId");
}

/** The id of a resource with these inputs. */
export function resourceId(type: AzureNativeType, subscriptionId: string, inputs: Properties): string {
    const values: Properties = { ...inputs, subscriptionId };
    return type.path.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** The body of a PUT. */
export function requestBody(type: AzureNativeType, inputs: Properties): Properties {
    const names = pathInputs(type);
    const entries = Object.entries(inputs).filter(([name]) => !names.includes(name));
    const isEnvelope = ([name]: readonly [string, unknown]) => type.envelope.includes(name);
    return {
        ...Object.fromEntries(entries.filter(isEnvelope)),
        properties: Object.fromEntries(entries.filter((entry) => !isEnvelope(entry))),
    };
}

/** Outputs in the SDK's format: the members of `properties` are moved to the top level. */
export function outputsOf(type: AzureNativeType, resource: Properties): Properties {
    const { id: _, properties, ...rest } = resource;
    return { ...(properties as Properties | undefined), ...rest, azureApiVersion: type.apiVersion };
}

/** The outputs in a preview. */
export function previewOf(type: AzureNativeType, inputs: Properties): Properties {
    return { ...Object.fromEntries(type.outputs.map((name) => [name, UNKNOWN])), ...inputs };
}
