// SPDX-License-Identifier: Apache-2.0
import type { Emulator, RawResponse } from "../../emulator/src/index";

const GROUP_PATH = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/i;

/**
 * Adds resource groups to the emulator, which otherwise accepts resources in any group. They are created and deleted immediately.
 *
 * @returns a function that removes them.
 */
export function addResourceGroups(emulator: Emulator): () => void {
    const groups = new Map<string, object>();
    return emulator.intercept(({ method, path, headers, body }) => {
        const name = GROUP_PATH.exec(path)?.[1];
        if (name === undefined || headers.authorization === undefined) {
            return undefined;
        }
        const key = path.toLowerCase();
        switch (method) {
            case "PUT": {
                const properties = { provisioningState: "Succeeded" };
                const group = {
                    ...JSON.parse(body),
                    id: path,
                    name,
                    type: "Microsoft.Resources/resourceGroups",
                    properties,
                };
                groups.set(key, group);
                return { status: 201, body: group };
            }
            case "DELETE":
                return { status: groups.delete(key) ? 200 : 204 };
            default: {
                const group = groups.get(key);
                return group === undefined ? notFound(name) : { body: group };
            }
        }
    });
}

function notFound(name: string): RawResponse {
    const message = `Resource group '${name}' could not be found.`;
    return { status: 404, body: { error: { code: "ResourceGroupNotFound", message } } };
}
