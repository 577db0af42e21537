// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import type { StatusLog } from "../resources/statusMessage";

/** Writes from the program on the row of a resource that there is no object of here, as in hooks. */
export function programStatusLog(urn: string): StatusLog {
    return (text) => {
        pulumi.log.info(text, resourceOf(urn), undefined, true).catch(() => undefined);
    };
}

/** A warning on the row of a resource, which the final report shows, too. */
export function warnOnResource(urn: string, text: string): void {
    pulumi.log.warn(text, resourceOf(urn)).catch(() => undefined);
}

function resourceOf(urn: string): pulumi.Resource {
    return { urn: pulumi.output(urn) } as pulumi.Resource;
}
