// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file in a temporary directory of its own. */
export interface CertificateFile {
    readonly path: string;
    /** Removes the file and its directory. */
    remove(): Promise<void>;
}

/** Writes a certificate where `NODE_EXTRA_CA_CERTS` can point to. */
export async function writeCertificateFile(certificate: string): Promise<CertificateFile> {
    const directory = await mkdtemp(join(tmpdir(), "azure-emulator-"));
    const path = join(directory, "certificate.pem");
    await writeFile(path, certificate);
    return { path, remove: () => rm(directory, { recursive: true, force: true }) };
}
