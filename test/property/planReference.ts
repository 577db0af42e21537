// SPDX-License-Identifier: Apache-2.0
import type { OperationReference } from "../../provider/wait";
import type { Plan } from "./plan";
import { API_VERSION, RESOURCE, RESOURCE_URL, statusUrl } from "./statusUrls";

/** The path and query to poll at first. */
export function urlOf({ pattern, url, isSigned }: Plan): string {
    return pattern === "status" || pattern === "location" ? statusUrl(url, isSigned) : RESOURCE_URL;
}

/** The reference to wait for. */
export function referenceOf(plan: Plan): OperationReference {
    const { pattern, naming, hasFallback, retryAfterMs } = plan;
    const retryAfter = `${retryAfterMs}ms`;
    const resource = { resourceId: RESOURCE, apiVersion: API_VERSION };
    if (pattern === "resource" || pattern === "deletion") {
        return { ...resource, deleted: pattern === "deletion", retryAfter };
    }
    const isLocation = pattern !== "status";
    const header = isLocation ? "Location" : "Azure-AsyncOperation";
    return {
        operation: naming === "header" ? `< ${header}: ${urlOf(plan)}` : urlOf(plan),
        retryAfter,
        ...(naming === "option" ? { pattern: isLocation ? "location" : "azureAsyncOperation" } : {}),
        ...(hasFallback ? { fallback: resource } : {}),
    };
}
