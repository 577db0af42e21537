// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { isWithoutProxy } from "../../../provider/azure/noProxy";

const ARM = "https://management.azure.com/subscriptions";
const ADDRESS = "http://127.0.0.1:8080/";
const IPV6 = "https://[::1]:8443/";

const MATCHING: readonly [entries: string, url: string][] = [
    ["*", ARM],
    ["*", IPV6],
    [" * ", ARM],
    ["one.example,*", ARM],
    ["management.azure.com", ARM],
    ["Management.AZURE.com", ARM],
    ["azure.com", ARM],
    [".azure.com", ARM],
    ["*.azure.com", ARM],
    ["azure.com.", ARM],
    [".management.azure.com", ARM],
    ["com", ARM],
    ["one.example, azure.com", ARM],
    ["one.example azure.com", ARM],
    ["one.example,\tazure.com ,", ARM],
    ["management.azure.com:443", ARM],
    ["azure.com:443", ARM],
    [".azure.com:443", ARM],
    ["127.0.0.1", ADDRESS],
    ["127.0.0.1:8080", ADDRESS],
    ["::1", IPV6],
    ["[::1]", IPV6],
    ["[::1]:8443", IPV6],
    ["0:0:0:0:0:0:0:1", IPV6],
    ["FE80::A", "https://[fe80::a]/"],
];
const OTHERS: readonly [entries: string, url: string][] = [
    ["", ARM],
    [" ,, ", ARM],
    [".", ARM],
    ["one.example", ARM],
    ["zure.com", ARM],
    ["anagement.azure.com", ARM],
    ["management.azure.com.example", ARM],
    ["www.management.azure.com", ARM],
    ["management.azure.com:8443", ARM],
    ["azure.com:80", ARM],
    ["127.0.0.1:80", ADDRESS],
    ["0.0.1", ADDRESS],
    ["1", ADDRESS],
    ["27.0.0.1", ADDRESS],
    ["::2", IPV6],
    ["[::1]:443", IPV6],
    ["1", IPV6],
];

describe("isWithoutProxy", () => {
    for (const [entries, url] of MATCHING) {
        it(`finds ${url} in NO_PROXY=${JSON.stringify(entries)}`, () => {
            assert.equal(isWithoutProxy(new URL(url), entries), true);
        });
    }

    for (const [entries, url] of OTHERS) {
        it(`does not find ${url} in NO_PROXY=${JSON.stringify(entries)}`, () => {
            assert.equal(isWithoutProxy(new URL(url), entries), false);
        });
    }
});
