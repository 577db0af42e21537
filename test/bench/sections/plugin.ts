// SPDX-License-Identifier: Apache-2.0
import { median } from "../costLaw";
import { type Host, type InterruptedWait, PluginBench, type PluginForm } from "../pluginBench";
import type { Section } from "../section";

/** The names of the hosts in the figures. */
const HOSTS: Readonly<Record<Host, string>> = {
    dynamic: "dynamic resource, JavaScript program",
    script: "script, YAML program",
    executable: "executable, YAML program",
};
const FORMS: readonly PluginForm[] = ["script", "executable"];

/** The plugin beside the dynamic resource, on the real engine. */
export const PLUGIN: Section = {
    name: "plugin",
    title: "The plugin",
    async measure({ quick, onProgress }) {
        const rounds = quick ? 1 : 5;
        const bench = await PluginBench.start();
        try {
            const hosts = Object.keys(HOSTS) as Host[];
            const waits: Record<Host, InterruptedWait[]> = { dynamic: [], script: [], executable: [] };
            for (let round = 0; round < rounds; round += 1) {
                for (const host of hosts) {
                    onProgress(`one wait: ${HOSTS[host]}`);
                    waits[host].push(await bench.interruptedWait(host));
                }
            }
            const medianOf = (host: Host, figure: keyof InterruptedWait) =>
                median(waits[host].map((wait) => wait[figure]));
            const values: Record<string, number> = {
                "first read of the executable, as a share of the dynamic resource's":
                    medianOf("executable", "firstReadSeconds") / medianOf("dynamic", "firstReadSeconds"),
            };
            for (const host of hosts) {
                const name = HOSTS[host];
                values[`seconds from the start of pulumi up to the first read: ${name}`] = medianOf(
                    host,
                    "firstReadSeconds",
                );
                values[`megabytes of the process that waits: ${name}`] = medianOf(host, "megabytes");
                values[`seconds from a killed engine to the end: ${name}`] = medianOf(host, "endSeconds");
                values[`characters of state beside ciphertext: ${name}`] = await bench.stateCharacters(host);
            }
            for (const form of FORMS) {
                onProgress(`start of the ${form}`);
                const starts: number[] = [];
                for (let round = 0; round < 2 * rounds; round += 1) {
                    starts.push(await bench.portMs(form));
                }
                values[`milliseconds from the start to the port: ${form}`] = median(starts);
                values[`megabytes of the archive: ${form}`] = await bench.archiveMegabytes(form);
            }
            return { values };
        } finally {
            await bench.stop();
        }
    },
};
