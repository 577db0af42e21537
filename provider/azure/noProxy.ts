// SPDX-License-Identifier: Apache-2.0

import { isIP, isIPv6 } from "node:net";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
const EVERY_HOST = "*";

/**
 * Whether a URL is requested without the proxy.
 *
 * @param entries The value of `NO_PROXY`, as curl reads it: names of domains, which include their subdomains with and without a dot
 *     in front of them, and addresses, separated by commas or white space. `*` is every host. An entry with a port is for that port only.
 */
export function isWithoutProxy(url: URL, entries: string): boolean {
    const host = hostName(url.hostname);
    const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : url.port;
    return entries.split(/[\s,]+/).some((entry) => {
        if (entry === EVERY_HOST) {
            return true;
        }
        const [, name = "", entryPort = port] = isIPv6(entry) ? ["", entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
        return entryPort === port && includesHost(hostName(name), host);
    });
}

function includesHost(name: string, host: string): boolean {
    const isSubdomain = name !== "" && isIP(host) === 0 && host.endsWith(`.${name}`);
    return name === host || isSubdomain;
}

/** A name or address in lower case, without brackets and without dots at its ends. IPv6 addresses have several forms. */
function hostName(text: string): string {
    const name = text.toLowerCase().replace(/^\[(.*)\]$/, "$1");
    return isIPv6(name) ? new URL(`http://[${name}]`).hostname : name.replace(/^\*?\.|\.$/g, "");
}
