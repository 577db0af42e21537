// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from "node:crypto";

/** A service principal that the emulator's Entra knows. */
export interface Identity {
    readonly tenantId: string;
    readonly clientId: string;
    /** Not accepted as a secret when undefined. */
    readonly clientSecret?: string;
}

/** The service principal of an emulator that was given none. Its secret is another one at every start. */
export function createIdentity(): Required<Identity> {
    return {
        tenantId: "e0000000-0000-4000-8000-00000000000e",
        clientId: "c0000000-0000-4000-8000-00000000000c",
        clientSecret: randomBytes(24).toString("base64url"),
    };
}
