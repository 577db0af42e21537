// SPDX-License-Identifier: Apache-2.0

/** What the stand-in for azure-native has to know of a resource type: a part of the genuine plugin's metadata. */
export interface AzureNativeType {
    /** The one that the SDK's documentation of the type names. */
    readonly apiVersion: string;
    /** The resource's id with inputs in braces. The last of them gets a name of its own when it is not given. */
    readonly path: string;
    /** Inputs that stand beside `properties` in the body. */
    readonly envelope: readonly string[];
    /** Outputs that only Azure knows, and a preview does not. */
    readonly outputs: readonly string[];
    /** Whether its changes are polled to their end. */
    readonly isLongRunning: boolean;
}

/** Inputs, outputs or a JSON body. */
export type Properties = Readonly<Record<string, unknown>>;

/** What stands for an unknown value on the wire. */
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
 * @throws when the stand-in does not know it.
 */
export function typeOf(urn: string): AzureNativeType {
    const token = (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
    const type = TYPES[token];
    if (type === undefined) {
        throw new Error(`The stand-in for azure-native does not know ${token}: add it to azureNativeTypes.ts.`);
    }
    return type;
}

/** The inputs that are parts of the id, in their order. */
export function pathInputs(type: AzureNativeType): readonly string[] {
    return [...type.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name !== "subscriptionId");
}

/** The id that these inputs lead to. */
export function resourceId(type: AzureNativeType, subscriptionId: string, inputs: Properties): string {
    const values: Properties = { ...inputs, subscriptionId };
    return type.path.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** The body of the PUT. */
export function requestBody(type: AzureNativeType, inputs: Properties): Properties {
    const names = pathInputs(type);
    const entries = Object.entries(inputs).filter(([name]) => !names.includes(name));
    const isBeside = ([name]: readonly [string, unknown]) => type.envelope.includes(name);
    return {
        ...Object.fromEntries(entries.filter(isBeside)),
        properties: Object.fromEntries(entries.filter((entry) => !isBeside(entry))),
    };
}

/** Outputs as the SDK expects them: what Azure has in `properties` is on the same level as the rest. */
export function outputsOf(type: AzureNativeType, resource: Properties): Properties {
    const { id: _, properties, ...rest } = resource;
    return { ...(properties as Properties | undefined), ...rest, azureApiVersion: type.apiVersion };
}

/** Outputs before there is a resource. */
export function previewOf(type: AzureNativeType, inputs: Properties): Properties {
    return { ...Object.fromEntries(type.outputs.map((name) => [name, UNKNOWN])), ...inputs };
}
