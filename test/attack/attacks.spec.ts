// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import dns from "node:dns";
import sinon from "sinon";
import { AttackFixture, type AttackRun } from "./attackFixture";
import { REFERENCE_ATTACKS, type ReferenceAttack } from "./references";
import { assertSafeError, assertSafeText } from "./safeOutput";
import { SERVER_ATTACKS } from "./servers";

/** An attack that has been started. */
interface StartedAttack {
    readonly run: AttackRun;
    /** The status or the error of the wait. */
    readonly result: Promise<unknown>;
}

/** Starts all attacks concurrently: those that end with the timeout would take minutes in sequence. */
function startAll<T extends { readonly title: string }>(
    fixture: AttackFixture,
    attacks: readonly T[],
    wait: (attack: T, run: AttackRun) => Promise<unknown>,
): (title: string) => StartedAttack {
    const started = new Map<string, StartedAttack>();
    for (const attack of attacks) {
        assert.ok(!started.has(attack.title), `"${attack.title}" is not unique`);
        const run = fixture.newAttack();
        started.set(attack.title, { run, result: wait(attack, run) });
    }
    return (title) => started.get(title) as StartedAttack;
}

const REFUSED = REFERENCE_ATTACKS.filter(({ mayPoll }) => mayPoll === undefined);
const ENCODED = REFERENCE_ATTACKS.filter(({ mayPoll }) => mayPoll === true);
/** Eight encoded segments, so that subscription, provider, region and operation keep their positions. */
const OPERATION_PATH = /^\/subscriptions\/[\w%-]+\/providers\/[\w%.-]+\/locations\/[\w%-]+\/operationStatuses\/[^/]+$/;

/** Long enough for whole responses to all concurrent attacks on a busy machine. A server that never responds takes this long. */
const RESPONSE_TIMEOUT = "30s";

describe("waitForOperation under attack", function () {
    this.timeout(120_000);
    let fixture: AttackFixture;
    let lookup: sinon.SinonSpy;
    let find: (title: string) => StartedAttack;

    before(async () => {
        fixture = await AttackFixture.start();
        lookup = sinon.spy(dns, "lookup");
    });
    after(async () => {
        sinon.restore();
        await fixture?.stop();
    });

    const waitForReference = ({ reference }: ReferenceAttack, run: AttackRun) => run.wait(reference(run));

    describe("reference that leads to another host or path", () => {
        before(() => {
            find = startAll(fixture, REFUSED, waitForReference);
        });

        for (const { title } of REFUSED) {
            it(`fails with InvalidArgument and requests only the metadata host for ${title}`, async () => {
                const { run, result } = find(title);

                assertSafeError(await result, ["InvalidArgument"], run.secrets);
            });
        }

        after(() => {
            assert.deepEqual([...new Set(fixture.emulator.requests.map(({ area }) => area))], ["metadata"]);
        });
    });

    describe("reference with parts that need encoding", () => {
        before(() => {
            find = startAll(fixture, ENCODED, waitForReference);
        });

        for (const { title } of ENCODED) {
            it(`refuses, or polls at the intended path of Resource Manager, ${title}`, async () => {
                const { run, result } = find(title);

                const codes = ["InvalidArgument", "OperationNotFound", "AuthenticationFailed", "WaitTimeout"];
                assertSafeError(await result, codes, run.secrets);
            });
        }

        after(() => {
            const queries = ENCODED.map(({ title }) => find(title).run.url.split("?")[1]);
            for (const { path, query } of fixture.emulator.requests.filter(({ area }) => area === "arm")) {
                assert.match(path, OPERATION_PATH);
                assert.ok(/^api-version=[^&#]*$/.test(query) || queries.includes(query), query);
            }
        });
    });

    describe("response of Resource Manager", () => {
        before(() => {
            find = startAll(fixture, SERVER_ATTACKS, ({ response }, run) => {
                run.respond(() => response(run));
                return run.wait(run.url, {}, { timeout: RESPONSE_TIMEOUT });
            });
        });

        for (const { title, codes, message = /./ } of SERVER_ATTACKS) {
            it(`fails with one clear, safe error for ${title}`, async () => {
                const { run, result } = find(title);

                const error = await result;

                assertSafeError(error, codes, run.secrets);
                assert.match((error as Error).message, message);
                for (const text of run.progress) {
                    assertSafeText(text, run.secrets);
                }
                assert.equal(({} as { polluted?: unknown }).polluted, undefined);
            });
        }
    });

    describe("network connections", () => {
        it("connects to no other host and resolves only the name of Resource Manager during all attacks", () => {
            assert.deepEqual(fixture.evil.connections, []);
            assert.deepEqual([...new Set(lookup.args.map(([name]) => name))], ["localhost"]);
        });
    });
});
