// SPDX-License-Identifier: Apache-2.0
import { cpus, platform, totalmem } from "node:os";
import { type Figure, figuresOf } from "./figure";
import { OWN_NAME } from "./pollingClients";
import type { Measurements, Point, Section } from "./section";

/** A section of the report. */
export interface SectionReport {
    readonly name: string;
    readonly title: string;
    /** How long the section took. */
    readonly seconds: number;
    readonly figures: readonly Figure[];
    readonly points: readonly Point[];
}

/** The result of a run, as the JSON has it. */
export interface Report {
    /** The day, such as `2026-11-30`. */
    readonly date: string;
    readonly quick: boolean;
    /** Processor, cores, memory and system. */
    readonly machine: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly sections: readonly SectionReport[];
}

export function sectionReport({ name, title }: Section, measured: Measurements, seconds: number): SectionReport {
    return { name, title, seconds, figures: figuresOf(name, measured.values), points: measured.points ?? [] };
}

export function report(sections: readonly SectionReport[], quick: boolean): Report {
    const { devDependencies: peers } = require("./package.json") as { devDependencies: Record<string, string> };
    const { version } = require("../../package.json") as { version: string };
    const { vega: _, "vega-lite": __, ...clients } = peers;
    return {
        date: new Date().toISOString().slice(0, 10),
        quick,
        machine: machine(),
        versions: { [OWN_NAME]: version, "Node.js": process.versions.node, ...clients },
        sections,
    };
}

function machine(): string {
    const processors = cpus();
    const gigabytes = Math.round(totalmem() / 2 ** 30);
    return `${processors.length} cores (${processors[0]?.model.trim()}), ${gigabytes} GB, ${platform()}`;
}
