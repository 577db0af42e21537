// SPDX-License-Identifier: Apache-2.0

/** What a section measures with. */
export interface SectionOptions {
    /** Whether to measure with small numbers, which says little, to try the bench itself. */
    readonly quick: boolean;
    /** Called with what is measured next. */
    readonly onProgress: (text: string) => void;
}

/** A point of a plot. */
export interface Point {
    /** The curve of the point, as its legend names it. */
    readonly series: string;
    readonly x: number;
    readonly y: number;
}

/** What a section has measured. */
export interface Measurements {
    /** The figures by name. A name states the unit. */
    readonly values: Readonly<Record<string, number>>;
    /** The points of the section's plot, if it has one. */
    readonly points?: readonly Point[];
}

/** A part of the bench, which runs on its own. */
export interface Section {
    /** The name for `--only`. */
    readonly name: string;
    readonly title: string;
    measure(options: SectionOptions): Promise<Measurements>;
}
