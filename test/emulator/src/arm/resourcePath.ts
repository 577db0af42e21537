// SPDX-License-Identifier: Apache-2.0

/** The type of a resource. */
export interface ResourceType {
    /** The namespace, such as `Microsoft.OperationalInsights`. */
    readonly resourceProvider: string;
    /** The type without the namespace, such as `clusters`. */
    readonly type: string;
    /** The region in the path, if any. */
    readonly location: string | undefined;
}

/** A parsed Resource Manager path. */
export interface ResourcePath extends ResourceType {
    /** The resource id, without an action. */
    readonly id: string;
    /** Empty for a tenant-level resource. */
    readonly subscriptionId: string;
    readonly isInGroup: boolean;
    /** The resource names, one for each part of the type. */
    readonly names: readonly string[];
    /** The action at the end of the path, if any. */
    readonly action: string | undefined;
}

/**
 * Parses `[/subscriptions/{s}[/resourceGroups/{g}]]/providers/{namespace}/{type}/{name}…[/{action}]`.
 *
 * @param mayHaveAction Whether the path may end with an action.
 * @returns undefined when the path has another form.
 */
export function parseResourcePath(segments: readonly string[], mayHaveAction: boolean): ResourcePath | undefined {
    const isInSubscription = segments[0]?.toLowerCase() === "subscriptions";
    const isInGroup = isInSubscription && segments[2]?.toLowerCase() === "resourcegroups";
    const [providers, resourceProvider = "", ...rest] = segments.slice(isInGroup ? 4 : isInSubscription ? 2 : 0);
    const hasAction = rest.length % 2 === 1;
    if (
        providers?.toLowerCase() !== "providers" ||
        resourceProvider === "" ||
        rest.length < 2 ||
        rest.includes("") ||
        (hasAction && !mayHaveAction)
    ) {
        return undefined;
    }
    const pairs = hasAction ? rest.slice(0, -1) : rest;
    const types = pairs.filter((_, index) => index % 2 === 0);
    return {
        id: `/${(hasAction ? segments.slice(0, -1) : segments).join("/")}`,
        subscriptionId: isInSubscription ? (segments[1] ?? "") : "",
        isInGroup,
        resourceProvider,
        type: types.join("/"),
        names: pairs.filter((_, index) => index % 2 === 1),
        location: types[0]?.toLowerCase() === "locations" ? pairs[1] : undefined,
        action: hasAction ? rest.at(-1) : undefined,
    };
}
