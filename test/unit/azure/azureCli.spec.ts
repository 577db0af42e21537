// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import childProcess from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import sinon from "sinon";
import { azureCliAccount } from "../../../provider/azure/azureCli";
import { CodedError } from "../../../provider/common/codedError";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";

/** It does not listen to SIGTERM either. */
const HANGING = "trap '' TERM\nexec sleep 30";
const ASKING = 'read answer || { echo "nobody answers" >&2; exit 1; }';
const { execFile } = childProcess;

describe("Azure CLI", () => {
    let controller: AbortController;
    let given: sinon.SinonSpy;
    let limitMs: number | undefined;
    const { PATH } = process.env;

    beforeEach(() => {
        controller = new AbortController();
        limitMs = undefined;
        given = sinon.stub(childProcess, "execFile").callsFake(((file: string, words: string[], ...rest: unknown[]) => {
            const [options, callBack] = rest as [childProcess.ExecFileOptions, () => void];
            return execFile(file, words, limitMs === undefined ? options : { ...options, timeout: limitMs }, callBack);
        }) as typeof execFile);
    });

    afterEach(() => {
        sinon.restore();
        process.env.PATH = PATH;
    });

    function install(script: string): void {
        const directory = createTemporaryDirectory("az");
        writeFileSync(path.join(directory, "az"), `#!/bin/sh\n${script}\n`);
        chmodSync(path.join(directory, "az"), 0o755);
        process.env.PATH = `${directory}${path.delimiter}${PATH}`;
    }

    function isFault(pattern: RegExp): (error: unknown) => boolean {
        return (error) =>
            error instanceof CodedError && error.code === "AuthenticationFailed" && pattern.test(error.message);
    }

    it("is asked for the account, and for the configured subscription", async () => {
        install(`echo '{"id":"subscription-1","isDefault":true,"environmentName":"AzureCloud"}'`);
        assert.deepEqual(await azureCliAccount("subscription-1", controller.signal), {
            subscriptionId: "subscription-1",
            isDefault: true,
            cloudName: "AzureCloud",
        });
        assert.deepEqual(given.firstCall.args[1], [
            "account",
            "show",
            "--subscription",
            "subscription-1",
            "-o",
            "json",
        ]);
    });

    it("is given up when it hangs, sooner than the look that waits for it", async () => {
        install(HANGING);
        limitMs = 100;
        await assert.rejects(
            azureCliAccount(undefined, controller.signal),
            isFault(/Azure CLI does not answer: `az account show` took longer than 45 s/),
        );
        assert.ok(given.firstCall.args[2].timeout < 60_000);
    });

    it("is ended at once with the signal's reason, though it hangs", async () => {
        install(HANGING);
        const asked = azureCliAccount(undefined, controller.signal);
        const child: childProcess.ChildProcess = given.firstCall.returnValue;
        const endedWith = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
        const reason = new Error("enough");
        controller.abort(reason);
        await assert.rejects(asked, reason);
        assert.equal(await endedWith, "SIGKILL");
        assert.deepEqual([child.stdout?.destroyed, child.stderr?.destroyed], [true, true]);
    });

    it("fails rather than wait for an answer when it asks something", async () => {
        install(ASKING);
        await assert.rejects(
            azureCliAccount(undefined, controller.signal),
            isFault(/`az account show` failed: nobody answers/),
        );
    });

    it("is not given what a shell would take for more than a name", async () => {
        await assert.rejects(azureCliAccount("one & two", controller.signal), isFault(/cannot be given to Azure CLI/));
        sinon.assert.notCalled(given);
    });
});
