// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import path from "node:path";
import { isJsonObject, parseJson } from "../../provider/common/json";
import { provisioningState } from "../../provider/response/readResource";
import { statusText } from "../../provider/response/statuses";

/** A recorded response; in its URLs the Resource Manager is `https://ARM`. */
export interface RecordedResponse {
    readonly code: number;
    /** The names are in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** The requested URL where it is not that of the header. */
    readonly url?: string;
}

/** A recorded operation. README.md describes the fields. */
export interface Recording {
    readonly id: string;
    readonly provider: string;
    readonly kind: "azure-asyncoperation" | "operation-location" | "location" | "resource";
    readonly truth: "success" | "failed" | "unsure";
    readonly start: RecordedResponse & { readonly method: string; readonly url: string };
    /** The responses to the polls. */
    readonly answers: readonly RecordedResponse[];
    readonly shown?: readonly string[];
}

/** The length of `false`. */
const LONGEST_BODY_IN_TITLE = 5;

const RECORDINGS: readonly Recording[] = JSON.parse(readFileSync(path.join(__dirname, "corpus.json"), "utf8"));

/** The recordings whose outcome is known. */
export const DECIDED_RECORDINGS = RECORDINGS.filter(({ truth }) => truth !== "unsure");

/** Its status URL is on a host of the service itself, which must not get the token. */
export const FOREIGN_HOST = recordingOf("machinelearningservices-loc-0464");
/** Its last status is `Deleted`, which is not one of ARM's. */
export const ENDS_AS_DELETED = recordingOf("communication-loc-0139");

/** The recordings with a status URL of the Resource Manager, and a status or a code of ARM's at the end. */
export const STATUS_URL_RECORDINGS = DECIDED_RECORDINGS.filter(
    (recording) => recording.kind !== "resource" && ![FOREIGN_HOST, ENDS_AS_DELETED].includes(recording),
);
/** The recordings of requests whose response names no status URL. */
export const RESOURCE_RECORDINGS = DECIDED_RECORDINGS.filter(({ kind }) => kind === "resource");

/**
 * In these recordings each 202 has a newly signed `Location`, but nothing that shows the Location pattern: its body has a `status`,
 * and in Microsoft.Cache the header `Azure-AsyncOperation` names the polled path. The path with `operationResults` alone does not
 * show the pattern, because status records have such paths, too. So a wait without `pattern` polls the first URL to the end. It
 * would follow the `Location` of a 202 without a `status`, which shows the pattern.
 */
const KEEPS_FIRST_URL = ["cache-loc-0106", "containerregistry-loc-0196", "containerservice-loc-0227"];

function recordingOf(id: string): Recording {
    const recording = RECORDINGS.find((candidate) => candidate.id === id);
    if (recording === undefined) {
        throw new Error(`there is no recording ${id}`);
    }
    return recording;
}

/** The URL that the response to the first request names. */
export function statusUrlOf({ id, kind, start }: Recording): string {
    const url = start.headers[kind];
    if (url === undefined) {
        throw new Error(`${id} has no header ${kind}`);
    }
    return url;
}

/** Path and query of the polls in their order: those of the header, or of the `Location` in the last 202. */
export function pollUrlsOf(recording: Recording): readonly string[] {
    let url = recording.kind === "resource" ? recording.start.url : statusUrlOf(recording);
    return recording.answers.map((response, index) => {
        const previous = recording.answers[index - 1];
        const mayMove = recording.kind === "location" && !KEEPS_FIRST_URL.includes(recording.id);
        const location = mayMove && previous?.code === 202 ? previous.headers.location : undefined;
        url = response.url ?? location ?? url;
        // Some recorders dropped the host.
        return url.replace(/^https:\/\/ARM/, "");
    });
}

/** A title for a test: `Microsoft.Cache (cache-loc-0106): POST 202, 202 InProgress, 200 Succeeded`. */
export function titleOf({ id, provider, start, answers }: Recording): string {
    const name = new RegExp(provider, "i").exec(start.url)?.[0] ?? provider;
    return `${name} (${id}): ${[`${start.method} ${start.code}`, ...answers.map(describe)].join(", ")}`;
}

function describe({ code, body }: RecordedResponse): string {
    return `${code} ${describeBody(body)}`.trim();
}

/** The status or the `provisioningState` in a body, or its kind. */
function describeBody(text: string): string {
    const body = parseJson(text);
    if (!isJsonObject(body)) {
        return text.length > LONGEST_BODY_IN_TITLE ? "..." : text;
    }
    const state = provisioningState(body);
    return statusText(body.status) ?? (state === undefined ? "{...}" : `provisioningState ${state}`);
}
