// SPDX-License-Identifier: Apache-2.0
import tls, { type ConnectionOptions } from "node:tls";
import sinon from "sinon";
import type { Emulator } from "../emulator/src/index";

/** The connections to hosts that a test leads to the emulator. */
export interface LedConnections {
    /** The names of the hosts, one for each connection. */
    readonly hosts: readonly string[];
    /** Ends the leading. */
    restore(): void;
}

/**
 * Leads all TLS connections of this process to the emulator, as a company's TLS proxy does. The client still expects the
 * certificate of the host that it names.
 */
export function leadConnections(emulator: Emulator): LedConnections {
    const hosts: string[] = [];
    const connect = tls.connect as (options: ConnectionOptions) => tls.TLSSocket;
    const stub = sinon.stub(tls, "connect").callsFake(((options: ConnectionOptions) => {
        hosts.push(options.host ?? "");
        return connect({ ...options, host: "127.0.0.1", port: Number(new URL(emulator.origin).port) });
    }) as typeof tls.connect);
    return { hosts, restore: () => stub.restore() };
}
