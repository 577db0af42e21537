// SPDX-License-Identifier: Apache-2.0
import type { Figure } from "./figure";
import type { Report, SectionReport } from "./report";

/** The report as tables, with the missed targets once more at the end. */
export function markdown({ date, quick, machine, versions, sections }: Report): string {
    const missed = sections.flatMap(({ title, figures }) =>
        figures.filter(({ met }) => met === false).map((figure) => `* ${title}: ${sentence(figure)}`),
    );
    return [
        `Measured on ${date} with ${machine}.`,
        ...(quick ? ["", "**A quick run with small numbers, to try the bench: the figures say little.**"] : []),
        "",
        Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(", "),
        ...sections.flatMap(section),
        "",
        missed.length === 0 ? "All targets are met." : `**Missed targets: ${missed.length}**`,
        ...(missed.length === 0 ? [] : ["", ...missed]),
        "",
    ].join("\n");
}

/** The figures with a target, and below them, folded, those that give context. */
function section({ title, seconds, figures }: SectionReport): readonly string[] {
    const withTarget = figures.filter(({ target }) => target !== null);
    const context = figures.filter(({ target }) => target === null);
    return [
        "",
        `## ${title}`,
        "",
        "| figure | value | target | |",
        "|---|--:|--:|---|",
        ...withTarget.map(row),
        "",
        `<details><summary>Context; measured in ${Math.round(seconds)} s</summary>`,
        "",
        "| figure | value |",
        "|---|--:|",
        ...context.map(({ name, value }) => `| ${name} | ${valueText(value)} |`),
        "",
        "</details>",
    ];
}

function row({ name, value, target, met }: Figure): string {
    const state = met ? "met" : "**missed**";
    return `| ${name} | ${valueText(value)} | ${target} | ${state} |`;
}

function sentence({ name, value, target }: Figure): string {
    return `${name}: ${valueText(value)}, target ${target}`;
}

function valueText(value: number | null): string {
    return value === null ? "not measured" : String(value);
}
