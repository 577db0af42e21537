// SPDX-License-Identifier: Apache-2.0

import { text } from "node:stream/consumers";
import { UsageError } from "./usageError";

/** The headers with the URL of an operation, the preferred one first. */
const HEADERS = ["azure-asyncoperation", "operation-location", "location"] as const;
type Header = (typeof HEADERS)[number];

/**
 * A header with a URL, as `curl -i` (`location: https://…`), `curl -v` (`< location: https://…`) and Azure CLI with `--debug`
 * (`cli.azure.cli.core.sdk.policies:     'Location': 'https://…'`) print it. The fields of a JSON body have double quotes.
 */
const HEADER_LINE =
    /^(?:< )?(?:[\w. :-]*: +)?(?<quote>'?)(?<name>azure-asyncoperation|operation-location|location)\k<quote>\s*:\s*(?<value>\S.*)$/i;
const URL_OF_HEADER = /^'?((?:https?:\/\/|\/(?:subscriptions|providers)\/)[^\s']+)'?,?$/i;
/** The first line of a response of curl. */
const STATUS_LINE = /^(?:< )?HTTP\/[\d.]+ (?<code>\d{3})/i;
/** The same behind a body that has no line break at its end, as ARM's. The limit keeps the time linear. */
const STATUS_LINE_BEHIND_BODY = /HTTP\/[\d.]{1,3} (?<code>\d{3})[^"'<>]{0,80}$/i;
/** The first line about a response of Azure CLI. */
const RESPONSE_LINE = /(?:^|: )Response status: (?<code>\d{3})$/i;

/** Reads all of standard input. */
export async function readStandardInput(): Promise<string> {
    return await text(process.stdin);
}

/**
 * The OPERATIONs in standard input: of headers the URLs with the names of their headers, else its lines.
 *
 * @throws {UsageError} when there is none.
 */
export function operationsInInput(input: string): string[] {
    const lines = input
        .replace(/^\ufeff/, "")
        .split(/\r?\n/)
        .map((line) => line.trimEnd());
    const operations = lines.some((line) => [HEADER_LINE, STATUS_LINE, RESPONSE_LINE].some((form) => form.test(line)))
        ? operationsInHeaders(lines)
        : lines.filter((line) => line.trim() !== "");
    if (operations.length === 0) {
        throw new UsageError(
            "standard input contains no operation: check that the command before it prints a URL, a path or an id in each line, or headers",
        );
    }
    return operations;
}

/** Of each response the preferred header, each operation once. */
function operationsInHeaders(lines: readonly string[]): string[] {
    const operations = new Map<string, string>();
    for (const response of responsesIn(lines)) {
        const name = HEADERS.find((header) => response.has(header));
        const url = name === undefined ? undefined : response.get(name);
        if (url !== undefined) {
            // Each response may sign the URL of an operation anew.
            const operation = url.replace(/\?.*$/, "").toLowerCase();
            operations.set(operation, operations.get(operation) ?? `${name}: ${url}`);
        }
    }
    return [...operations.values()];
}

/** The URLs in the headers of each response but redirects. A header that comes again belongs to the next one. */
function responsesIn(lines: readonly string[]): ReadonlyMap<Header, string>[] {
    const responses = [new Map<Header, string>()];
    let isCurl = false;
    let isBody = false;
    let isRedirect = false;
    for (const line of lines) {
        const statusLine = STATUS_LINE.exec(line) ?? (isBody ? STATUS_LINE_BEHIND_BODY.exec(line) : null);
        const beginning = statusLine ?? RESPONSE_LINE.exec(line);
        if (beginning !== null) {
            isCurl = statusLine !== null;
            isBody = false;
            isRedirect = beginning.groups?.code?.startsWith("3") === true;
            responses.push(new Map());
        } else if (isCurl && /^<?\s*$/.test(line)) {
            isBody = true;
        }
        const { name, value = "" } = HEADER_LINE.exec(line)?.groups ?? {};
        const url = URL_OF_HEADER.exec(value)?.[1];
        if (isBody || isRedirect || name === undefined || url === undefined) {
            continue;
        }
        const header = name.toLowerCase() as Header;
        if (responses.at(-1)?.has(header)) {
            responses.push(new Map());
        }
        responses.at(-1)?.set(header, url);
    }
    return responses;
}
