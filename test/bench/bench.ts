// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { markdown } from "./markdown";
import { writePlots } from "./plots";
import { report, type SectionReport, sectionReport } from "./report";
import type { Section } from "./section";
import { INSIDE_PULUMI } from "./sections/insidePulumi";
import { LAG_AGAINST_READS } from "./sections/lagAgainstReads";
import { LOADING } from "./sections/loading";
import { MANY_WAITS } from "./sections/manyWaits";
import { ONE_POLL } from "./sections/onePoll";
import { PLUGIN } from "./sections/plugin";
import { RECORDINGS } from "./sections/recordings";

const SECTIONS: readonly Section[] = [
    LAG_AGAINST_READS,
    MANY_WAITS,
    INSIDE_PULUMI,
    PLUGIN,
    ONE_POLL,
    LOADING,
    RECORDINGS,
];

const PLOTS_DIRECTORY = path.join(__dirname, "../../docs/bench");

const HELP = `Measures pulumi-azure-wait and its peers, and prints a Markdown table.

  --only SECTION    measures this section; may be repeated: ${SECTIONS.map(({ name }) => name).join(", ")}
  --json FILE       writes the figures as JSON
  --plots FOLDER    writes the plots there; docs/bench by default, and nowhere with --quick
  --quick           measures with small numbers, to try the bench itself
  --help
`;

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            only: { type: "string", multiple: true, default: SECTIONS.map(({ name }) => name) },
            json: { type: "string" },
            plots: { type: "string" },
            quick: { type: "boolean", default: false },
            help: { type: "boolean", default: false },
        },
    });
    if (values.help) {
        process.stdout.write(HELP);
        return;
    }
    const unknown = values.only.find((name) => SECTIONS.every((section) => section.name !== name));
    if (unknown !== undefined) {
        throw new Error(`there is no section ${unknown}\n\n${HELP}`);
    }
    const sections: SectionReport[] = [];
    for (const section of SECTIONS.filter(({ name }) => values.only.includes(name))) {
        const onProgress = (text: string) => process.stderr.write(`${section.name}: ${text}\n`);
        const startMs = performance.now();
        const measured = await section.measure({ quick: values.quick, onProgress });
        sections.push(sectionReport(section, measured, (performance.now() - startMs) / 1000));
    }
    const result = report(sections, values.quick);
    process.stdout.write(markdown(result));
    const plots = values.plots ?? (values.quick ? undefined : PLOTS_DIRECTORY);
    if (plots !== undefined) {
        await writePlots(result, plots);
    }
    if (values.json !== undefined) {
        writeFileSync(values.json, `${JSON.stringify(result, undefined, 4)}\n`);
    }
}

main().catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
});
