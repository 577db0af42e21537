// SPDX-License-Identifier: Apache-2.0

import { isDeepStrictEqual } from "node:util";
import type { Frame, Run } from "./frame";

/** The terminal colours of GitHub's themes: of readable contrast on their backgrounds. */
export const THEMES = {
    light: {
        background: "#f6f8fa",
        border: "#d1d9e0",
        text: "#1f2328",
        dim: "#59636e",
        colours: ["#1f2328", "#cf222e", "#116329", "#7d4e00", "#0969da", "#8250df", "#1b7c83", "#59636e"],
    },
    dark: {
        background: "#151b23",
        border: "#3d444d",
        text: "#f0f6fc",
        dim: "#9198a1",
        colours: ["#9198a1", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#be8fff", "#39c5cf", "#f0f6fc"],
    },
} as const;

const FONTS = "ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace";
const FONT_SIZE = 14;
/** The widest of these fonts have letters of 0.602 times their size. */
const COLUMN_WIDTH = 8.43;
const LINE_HEIGHT = 20;
const PADDING = 16;
/** The distance of the base line from the top of its row. */
const BASE_LINE = 15;

export interface SvgOptions {
    readonly theme: keyof typeof THEMES;
    /** The width of the terminal. */
    readonly columns: number;
    /** Describes the picture to screen readers. */
    readonly title: string;
    /** How long the last frame stays before the animation starts again, in milliseconds. */
    readonly lastFrameMs: number;
}

/** A row that stays unchanged from a time until another. */
interface Span {
    readonly row: number;
    readonly runs: readonly Run[];
    readonly startMs: number;
    /** Absent: until the end. */
    readonly endMs?: number;
}

/**
 * An SVG that plays frames in a loop, by CSS alone: pages such as GitHub's run no script of an image. Each row is a text with its own
 * keyframes. Without animations, as with `prefers-reduced-motion`, it shows the last frame.
 */
export function animatedSvg(frames: readonly Frame[], { theme, columns, title, lastFrameMs }: SvgOptions): string {
    const { background, border, text, dim, colours } = THEMES[theme];
    const spans = spansOf(frames);
    const durationMs = (frames.at(-1)?.atMs ?? 0) + lastFrameMs;
    const rowCount = Math.max(0, ...spans.map(({ row }) => row + 1));
    const width = Math.ceil(columns * COLUMN_WIDTH) + 2 * PADDING;
    const height = rowCount * LINE_HEIGHT + 2 * PADDING;
    const keyframes = [...new Set(spans.map((span) => keyframesOf(span, durationMs)))];
    const styles = [
        `text{font-family:${FONTS};font-size:${FONT_SIZE}px;fill:${text}}`,
        `text{visibility:hidden;animation:${durationMs / 1000}s step-end infinite}`,
        ".last{visibility:visible}",
        ".bold{font-weight:600}",
        `.dim{fill:${dim}}`,
        ...coloursIn(spans).map((colour) => `.c${colour}{fill:${colours[colour]}}`),
        ...keyframes.map((steps, index) => `@keyframes k${index}{${steps}}.k${index}{animation-name:k${index}}`),
        "@media(prefers-reduced-motion:reduce){text{animation:none!important}}",
    ];
    const texts = spans.map((span) => {
        const name = `k${keyframes.indexOf(keyframesOf(span, durationMs))}`;
        const classes = span.endMs === undefined ? `${name} last` : name;
        const y = PADDING + span.row * LINE_HEIGHT + BASE_LINE;
        return `<text class="${classes}" x="${PADDING}" y="${y}">${span.runs.map(runText).join("")}</text>`;
    });
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" xml:space="preserve">`,
        `<title>${escapeXml(title)}</title>`,
        `<style>\n${styles.join("\n")}\n</style>`,
        `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6" fill="${background}" stroke="${border}"/>`,
        ...texts,
        "</svg>\n",
    ].join("\n");
}

/** Joins what is the same in successive frames. Empty rows have no span. */
function spansOf(frames: readonly Frame[]): Span[] {
    const rowCount = Math.max(0, ...frames.map(({ rows }) => rows.length));
    return Array.from({ length: rowCount }, (_, row) => {
        const changes = frames
            .map(({ atMs, rows }) => ({ startMs: atMs, runs: rows[row] ?? [] }))
            .filter(({ runs }, index, all) => !isDeepStrictEqual(runs, all[index - 1]?.runs));
        return changes
            .map((change, index): Span => {
                const next = changes[index + 1];
                return { row, ...change, ...(next === undefined ? {} : { endMs: next.startMs }) };
            })
            .filter(({ runs }) => runs.length > 0);
    }).flat();
}

/** The steps of a span. The state of 100 %, where it is absent, is that of the style sheet. */
function keyframesOf({ startMs, endMs }: Span, durationMs: number): string {
    const percent = (ms: number) => `${Number(((ms / durationMs) * 100).toFixed(2))}%`;
    return [
        startMs > 0 ? "0%{visibility:hidden}" : "",
        `${percent(startMs)}{visibility:visible}`,
        endMs === undefined ? "" : `${percent(endMs)}{visibility:hidden}`,
    ].join("");
}

function coloursIn(spans: readonly Span[]): number[] {
    const colours = spans.flatMap(({ runs }) => runs.map(({ colour }) => colour));
    return [...new Set(colours)].filter((colour) => colour !== undefined).sort();
}

function runText({ text, colour, isBold, isDim }: Run): string {
    const classes = [colour === undefined ? "" : `c${colour}`, isBold ? "bold" : "", isDim ? "dim" : ""];
    const names = classes.filter((name) => name !== "").join(" ");
    return names === "" ? escapeXml(text) : `<tspan class="${names}">${escapeXml(text)}</tspan>`;
}

function escapeXml(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
