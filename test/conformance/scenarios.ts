// SPDX-License-Identifier: Apache-2.0

/** One long-running operation of the suite: its initial request, and the requests that follow its end. */
export interface Scenario {
    /** The name of the scenario in the suite. */
    readonly name: string;
    readonly method: "GET" | "PUT" | "POST" | "DELETE";
    readonly path: string;
    readonly apiVersion: string;
    /** Further query parameters of the initial request. */
    readonly query?: string;
    readonly body?: unknown;
    /** The headers that contain the operation's URL. Each is waited for after a separate initial request. */
    readonly headers: readonly ("operation-location" | "azure-asyncoperation" | "location")[];
    /** The paths that the suite expects to be read at the end. The test reads them, because a wait does not read results. */
    readonly results?: readonly string[];
    /** Whether the operation can also be waited for as a resource. */
    readonly isResource?: true;
}

const CORE = { apiVersion: "2022-12-01-preview", headers: ["operation-location"] } as const;
const USERS = "/azure/core/lro/standard/users/madge";

const ARM = { apiVersion: "2023-12-01-preview" } as const;
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const GROUP = `${SUBSCRIPTION}/resourceGroups/test-rg/providers`;
const TEMPLATES = `${GROUP}/Azure.ResourceManager.OperationTemplates`;
const OPERATIONS = `${SUBSCRIPTION}/providers/Azure.ResourceManager.OperationTemplates/locations/eastus/operations`;

/** All long-running operations of `@azure-tools/azure-http-specs`. */
export const SCENARIOS: readonly Scenario[] = [
    {
        ...CORE,
        name: "Azure_Core_Lro_Rpc_longRunningRpc",
        method: "POST",
        path: "/azure/core/lro/rpc/generations:submit",
        body: { prompt: "text" },
    },
    {
        ...CORE,
        name: "Azure_Core_Lro_Standard_createOrReplace",
        method: "PUT",
        path: USERS,
        body: { role: "contributor" },
        results: [USERS],
    },
    { ...CORE, name: "Azure_Core_Lro_Standard_delete", method: "DELETE", path: USERS },
    { ...CORE, name: "Azure_Core_Lro_Standard_export", method: "POST", path: `${USERS}:export`, query: "&format=json" },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_Lro_createOrReplace",
        method: "PUT",
        path: `${TEMPLATES}/orders/order1`,
        body: { location: "eastus", properties: { productId: "product1", amount: 1 } },
        headers: ["azure-asyncoperation"],
        results: [`${TEMPLATES}/orders/order1`],
        isResource: true,
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_Lro_export",
        method: "POST",
        path: `${TEMPLATES}/orders/order1/export`,
        body: { format: "csv" },
        headers: ["azure-asyncoperation", "location"],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_Lro_delete",
        method: "DELETE",
        path: `${TEMPLATES}/orders/order1`,
        headers: ["location"],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_Lro_exportArray",
        method: "POST",
        path: `${SUBSCRIPTION}/providers/Azure.ResourceManager.OperationTemplates/exportArray`,
        body: { format: "csv" },
        headers: ["azure-asyncoperation", "location"],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_Lro_getLro",
        method: "GET",
        path: `${TEMPLATES}/costReports/report1`,
        headers: ["location"],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_LroPaging_postPagingLro",
        method: "POST",
        path: `${TEMPLATES}/products/default/postPagingLro`,
        headers: ["location"],
        results: [`${OPERATIONS}/lro_paging_post_location/nextPage`],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_OperationTemplates_LroPaging_postPagingLroWithBody",
        method: "POST",
        path: `${TEMPLATES}/products/default/postPagingLroWithBody`,
        body: { vnetId: "vnet1" },
        headers: ["location"],
        results: [`${OPERATIONS}/lro_paging_post_body_location/nextPage`],
    },
    {
        ...ARM,
        name: "Azure_ResourceManager_LargeHeader_LargeHeaders_two6k",
        method: "POST",
        path: `${GROUP}/Azure.ResourceManager.LargeHeader/largeHeaders/header1/two6k`,
        headers: ["azure-asyncoperation", "location"],
    },
];
