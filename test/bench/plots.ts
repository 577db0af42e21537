// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { OWN_NAME } from "./pollingClients";
import type { Report } from "./report";
import type { Point } from "./section";

/**
 * The library is vega-lite: it writes SVG on a server without a browser or a canvas, and a plot is a description in JSON. Its files
 * are for light and for dark pages, because an SVG in a README does not get the colours of the page.
 */
const THEMES = {
    light: { text: "#1f2328", lines: "#d1d9e0", background: "#ffffff", own: "#0969da" },
    dark: { text: "#f0f6fc", lines: "#3d444d", background: "#0d1117", own: "#4493f8" },
} as const;

/** Colours that people with colour blindness can tell apart, on both backgrounds. */
const PEER_COLOURS = ["#e69f00", "#009e73", "#cc79a7", "#d55e00", "#8c8c00", "#7f7f9f"];
const CURVE_WIDTHS = { own: 3, peer: 1.5 };
const SIZE = { width: 640, height: 320 };

/** An axis: its title with the unit, and its ticks where they are not evident. */
interface Axis {
    readonly title: string;
    /** `symlog` is logarithmic with a zero. */
    readonly scale: "log" | "linear" | "symlog";
    readonly ticks?: readonly number[];
    /** A Vega expression for the label of a tick. */
    readonly label?: string;
}

interface Plot {
    /** The name of the files. */
    readonly file: string;
    readonly title: string;
    readonly x: Axis;
    readonly y: Axis;
}

/** `5 s`, `2 min` or `6 h`. */
const DURATION_LABEL =
    "datum.value < 60 ? datum.value + ' s' : datum.value < 3600 ? datum.value / 60 + ' min' : datum.value / 3600 + ' h'";

/** The plots by the name of their section. */
export const PLOTS: Readonly<Record<string, Plot>> = {
    lag: {
        file: "cost",
        title: "Cost of polling: lag, and 0.2 s for each read",
        x: {
            title: "duration of the operation",
            scale: "log",
            ticks: [5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600],
            label: DURATION_LABEL,
        },
        y: {
            title: "times the cost of the best interval",
            scale: "log",
            ticks: [1, 2, 5, 10, 20, 50, 100],
        },
    },
    waits: {
        file: "reads",
        title: "Reads of 1,000 operations of 60 s, where ARM grants 250 and 25 per second",
        x: { title: "seconds since the first read", scale: "linear" },
        // A poller without a limiter sends bursts of hundreds.
        y: { title: "reads per second", scale: "symlog", ticks: [0, 5, 25, 100, 500, 2_000] },
    },
};

/** Writes the plots of a report, each for light and for dark pages. */
export async function writePlots({ sections }: Report, directory: string): Promise<void> {
    // Both are ECMAScript modules, and vega awaits at its top level.
    const [{ parse, View }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
    for (const { name, points } of sections) {
        const plot = PLOTS[name];
        if (plot !== undefined && points.length > 0) {
            mkdirSync(directory, { recursive: true });
            for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
                const svg = await new View(parse(compile(plotSpec(plot, points, theme)).spec)).toSVG();
                writeFileSync(path.join(directory, `${plot.file}-${theme}.svg`), `${svg}\n`);
            }
        }
    }
}

/** The description of a plot: one curve for each series, that of this package in front. */
export function plotSpec({ title, x, y }: Plot, points: readonly Point[], theme: keyof typeof THEMES): TopLevelSpec {
    const { text, lines, background, own } = THEMES[theme];
    const names = [...new Set(points.map(({ series }) => series))];
    const peers = names.filter((name) => !isOwn(name));
    const ownNames = names.filter(isOwn);
    const legend = [...ownNames, ...peers];
    const colours = [
        ...ownNames.map(() => own),
        ...peers.map((_, index) => PEER_COLOURS[index % PEER_COLOURS.length]!),
    ];
    return {
        $schema: "https://vega.github.io/schema/vega-lite/v6.json",
        title,
        ...SIZE,
        background,
        padding: 16,
        data: { values: points.map((point) => ({ ...point, isOwn: isOwn(point.series) })) },
        mark: { type: "line", clip: true },
        encoding: {
            x: axis("x", x),
            y: axis("y", y),
            color: { field: "series", type: "nominal", title: null, scale: { domain: legend, range: colours } },
            strokeWidth: {
                condition: { test: "datum.isOwn", value: CURVE_WIDTHS.own },
                value: CURVE_WIDTHS.peer,
            },
        },
        config: {
            font: "system-ui, sans-serif",
            title: { color: text, fontSize: 14, anchor: "start" },
            axis: { labelColor: text, titleColor: text, gridColor: lines, domainColor: lines, tickColor: lines },
            legend: { labelColor: text, symbolStrokeWidth: CURVE_WIDTHS.own, labelLimit: 0 },
            view: { stroke: lines },
        },
    };
}

function axis(field: "x" | "y", { title, scale, ticks, label }: Axis) {
    const domain = ticks === undefined ? {} : { domain: [ticks[0]!, ticks.at(-1)!] };
    return {
        field,
        type: "quantitative",
        scale: { type: scale, nice: ticks === undefined, ...domain },
        axis: {
            title,
            ...(ticks === undefined ? {} : { values: [...ticks] }),
            ...(label === undefined ? {} : { labelExpr: label }),
        },
    } as const;
}

function isOwn(series: string): boolean {
    return series.startsWith(OWN_NAME);
}
