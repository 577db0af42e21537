// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { StatusLog } from "../resources/statusMessage";

/** Writes status messages of a resource from the program, as in hooks, where there is no object of the resource. */
export function programStatusLog(urn: string): StatusLog {
    return (message) => {
        pulumi.log.info(message, resourceWith(urn), undefined, true).catch(() => undefined);
    };
}

/** Writes a line that only `pulumi up --debug` shows. @param urn The resource that it is about, if any. */
export function programDebugLog(urn?: string): (message: string) => void {
    return (message) => {
        pulumi.log.debug(message, urn === undefined ? undefined : resourceWith(urn)).catch(() => undefined);
    };
}

/** Writes a warning about a resource, which the final report shows, too. */
export function warnOnResource(urn: string, message: string): void {
    pulumi.log.warn(message, resourceWith(urn)).catch(() => undefined);
}

/** The only part of a resource that the log reads. */
function resourceWith(urn: string): pulumi.Resource {
    return { urn: pulumi.output(urn) } as pulumi.Resource;
}
