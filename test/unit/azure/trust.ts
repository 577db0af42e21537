// SPDX-License-Identifier: Apache-2.0
import tls from "node:tls";
import type { Emulator } from "../../emulator/src/index";

/** Makes this process trust the emulator's certificate. @returns A function that restores the previous certificates. */
export function trust(emulator: Emulator): () => void {
    const before = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...before, emulator.certificate]);
    return () => tls.setDefaultCACertificates(before);
}

/** The settings of the emulator's first service principal. */
export function settingsOf(emulator: Emulator) {
    return {
        tenantId: emulator.identity.tenantId,
        clientId: emulator.identity.clientId,
        clientSecret: emulator.identity.clientSecret,
        subscriptionId: emulator.subscriptionId,
        metadataHost: emulator.metadataHost,
    };
}
