// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from "node:crypto";
import type { Identity } from "./identity";

/** The tenants, identities and read permissions of the cloud. */
export class Directory {
    readonly #certificates = new Map<string, X509Certificate[]>();
    readonly #readDenials = new Map<string, number>();

    constructor(readonly identities: readonly Identity[]) {
        for (const identity of identities) {
            for (const certificate of identity.certificates ?? []) {
                this.addCertificate(identity, certificate);
            }
            if (identity.mayRead === false) {
                this.denyReads(identity);
            }
        }
    }

    hasTenant(tenantId: string): boolean {
        return this.identities.some((identity) => isSame(identity.tenantId, tenantId));
    }

    find(tenantId: string, clientId: string): Identity | undefined {
        return this.identities.find(
            (identity) => isSame(identity.tenantId, tenantId) && isSame(identity.clientId, clientId),
        );
    }

    /** The managed identity with this client id; without a client id, the system-assigned one. */
    findManaged(clientId: string | undefined): Identity | undefined {
        return this.identities.find(({ managed, clientId: id }) =>
            clientId === undefined ? managed === "systemAssigned" : managed !== undefined && isSame(id, clientId),
        );
    }

    /** Registers another certificate for the client assertions of an identity. */
    addCertificate(identity: Identity, certificate: string): void {
        const id = key(identity.clientId);
        this.#certificates.set(id, [...(this.#certificates.get(id) ?? []), new X509Certificate(certificate)]);
    }

    certificatesOf(identity: Identity): readonly X509Certificate[] {
        return this.#certificates.get(key(identity.clientId)) ?? [];
    }

    /** Denies reads to an identity. @returns A function that restores the right. */
    denyReads(identity: Identity): () => void {
        const id = key(identity.clientId);
        const change = (by: number) => this.#readDenials.set(id, (this.#readDenials.get(id) ?? 0) + by);
        change(1);
        let isUndone = false;
        return () => {
            change(isUndone ? 0 : -1);
            isUndone = true;
        };
    }

    mayRead(clientId: string): boolean {
        return (this.#readDenials.get(key(clientId)) ?? 0) === 0;
    }
}

/** Compares two ids case-insensitively, as Entra does. */
export function isSame(one: string, other: string): boolean {
    return key(one) === key(other);
}

function key(id: string): string {
    return id.toLowerCase();
}
