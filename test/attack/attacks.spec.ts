// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import dns from "node:dns";
import sinon from "sinon";
import { Scene, type Stage } from "./attackFixture";
import { REFERENCE_ATTACKS, type ReferenceAttack } from "./references";
import { assertClearError, assertHarmless } from "./safeOutput";
import { SERVER_ATTACKS } from "./servers";

/** A wait under attack, and what comes of it. */
interface Played {
    readonly stage: Stage;
    readonly ended: Promise<unknown>;
}

/** All attacks at once: those that end only with the timeout would take minutes one after the other. */
function playAll<T extends { readonly title: string }>(
    scene: Scene,
    attacks: readonly T[],
    wait: (attack: T, stage: Stage) => Promise<unknown>,
): (title: string) => Played {
    const played = new Map<string, Played>();
    for (const attack of attacks) {
        assert.ok(!played.has(attack.title), `"${attack.title}" is there twice`);
        const stage = scene.stage();
        played.set(attack.title, { stage, ended: wait(attack, stage) });
    }
    return (title) => played.get(title) as Played;
}

const LEADING_ASTRAY = REFERENCE_ATTACKS.filter(({ mayAsk }) => mayAsk === undefined);
const OF_STRANGE_PARTS = REFERENCE_ATTACKS.filter(({ mayAsk }) => mayAsk === true);
/** Eight parts, each of them encoded: subscription, provider, region and operation stay in their places. */
const OPERATION_PATH = /^\/subscriptions\/[\w%-]+\/providers\/[\w%.-]+\/locations\/[\w%-]+\/operationStatuses\/[^/]+$/;

/** All at once, on a busy machine: what needs a whole answer must get one. What never answers takes as long as this. */
const LONG_ENOUGH = "30s";

describe("A wait that is attacked", function () {
    this.timeout(120_000);
    let scene: Scene;
    let lookup: sinon.SinonSpy;
    let find: (title: string) => Played;

    before(async () => {
        scene = await Scene.set();
        lookup = sinon.spy(dns, "lookup");
    });
    after(async () => {
        sinon.restore();
        await scene?.strike();
    });

    const play = ({ reference }: ReferenceAttack, stage: Stage) => stage.wait(reference(stage));

    describe("refuses, before it asks anybody but the metadata host, a reference with", () => {
        before(() => {
            find = playAll(scene, LEADING_ASTRAY, play);
        });

        for (const { title } of LEADING_ASTRAY) {
            it(title, async () => {
                const { stage, ended } = find(title);

                assertClearError(await ended, ["InvalidArgument"], stage.secrets);
            });
        }

        after(() => {
            assert.deepEqual([...new Set(scene.emulator.requests.map(({ area }) => area))], ["metadata"]);
        });
    });

    describe("refuses, or asks for within its place on the Resource Manager,", () => {
        before(() => {
            find = playAll(scene, OF_STRANGE_PARTS, play);
        });

        for (const { title } of OF_STRANGE_PARTS) {
            it(title, async () => {
                const { stage, ended } = find(title);

                const codes = ["InvalidArgument", "OperationNotFound", "AuthenticationFailed", "WaitTimeout"];
                assertClearError(await ended, codes, stage.secrets);
            });
        }

        after(() => {
            const given = OF_STRANGE_PARTS.map(({ title }) => find(title).stage.url.split("?")[1]);
            for (const { path, query } of scene.emulator.requests.filter(({ area }) => area === "arm")) {
                assert.match(path, OPERATION_PATH);
                assert.ok(/^api-version=[^&#]*$/.test(query) || given.includes(query), query);
            }
        });
    });

    describe("ends in one clear error when Resource Manager answers with", () => {
        before(() => {
            find = playAll(scene, SERVER_ATTACKS, ({ answer }, stage) => {
                stage.answer(() => answer(stage));
                return stage.wait(stage.url, {}, { timeout: LONG_ENOUGH });
            });
        });

        for (const { title, codes, says = /./ } of SERVER_ATTACKS) {
            it(title, async () => {
                const { stage, ended } = find(title);

                const error = await ended;

                assertClearError(error, codes, stage.secrets);
                assert.match((error as Error).message, says);
                for (const text of stage.progress) {
                    assertHarmless(text, stage.secrets);
                }
                assert.equal(({} as { polluted?: unknown }).polluted, undefined);
            });
        }
    });

    describe("by all of these", () => {
        it("connects to nobody else, and looks up no name but that of its Resource Manager", () => {
            assert.deepEqual(scene.evil.seen, []);
            assert.deepEqual([...new Set(lookup.args.map(([name]) => name))], ["localhost"]);
        });
    });
});
