// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import childProcess from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import sinon from "sinon";
import { azureCliAccount } from "../../../provider/azure/azureCli";
import { CodedError } from "../../../provider/common/codedError";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";

/** Ignores SIGTERM as well. */
const HANGING = "trap '' TERM\nexec sleep 30";
const PROMPTING = 'read line || { echo "no input" >&2; exit 1; }';
const { execFile } = childProcess;

describe("azureCliAccount", () => {
    let controller: AbortController;
    let execFileStub: sinon.SinonSpy;
    let timeoutMs: number | undefined;
    const { PATH } = process.env;

    beforeEach(() => {
        controller = new AbortController();
        timeoutMs = undefined;
        execFileStub = sinon.stub(childProcess, "execFile").callsFake(((
            file: string,
            args: string[],
            ...rest: unknown[]
        ) => {
            const [options, callBack] = rest as [childProcess.ExecFileOptions, () => void];
            return execFile(
                file,
                args,
                timeoutMs === undefined ? options : { ...options, timeout: timeoutMs },
                callBack,
            );
        }) as typeof execFile);
    });

    afterEach(() => {
        sinon.restore();
        process.env.PATH = PATH;
    });

    function installAz(script: string): void {
        const directory = createTemporaryDirectory("az");
        writeFileSync(path.join(directory, "az"), `#!/bin/sh\n${script}\n`);
        chmodSync(path.join(directory, "az"), 0o755);
        process.env.PATH = `${directory}${path.delimiter}${PATH}`;
    }

    function isAuthenticationError(pattern: RegExp): (error: unknown) => boolean {
        return (error) =>
            error instanceof CodedError && error.code === "AuthenticationFailed" && pattern.test(error.message);
    }

    it("returns the account of the configured subscription", async () => {
        installAz(`echo '{"id":"subscription-1","isDefault":true,"environmentName":"AzureCloud"}'`);
        assert.deepEqual(await azureCliAccount("subscription-1", controller.signal), {
            subscriptionId: "subscription-1",
            isDefault: true,
            cloudName: "AzureCloud",
        });
        assert.deepEqual(execFileStub.firstCall.args[1], [
            "account",
            "show",
            "--subscription",
            "subscription-1",
            "-o",
            "json",
        ]);
    });

    it("fails when `az` hangs, before the poll itself times out", async () => {
        installAz(HANGING);
        timeoutMs = 100;
        await assert.rejects(
            azureCliAccount(undefined, controller.signal),
            isAuthenticationError(/Azure CLI does not respond: `az account show` took longer than 45 s/),
        );
        assert.ok(execFileStub.firstCall.args[2].timeout < 60_000);
    });

    it("kills a hanging `az` on abort and rejects with the signal's reason", async () => {
        installAz(HANGING);
        const account = azureCliAccount(undefined, controller.signal);
        const child: childProcess.ChildProcess = execFileStub.firstCall.returnValue;
        const endedWith = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
        const reason = new Error("enough");
        controller.abort(reason);
        await assert.rejects(account, reason);
        assert.equal(await endedWith, "SIGKILL");
        assert.deepEqual([child.stdout?.destroyed, child.stderr?.destroyed], [true, true]);
    });

    it("fails when `az` prompts for input", async () => {
        installAz(PROMPTING);
        await assert.rejects(
            azureCliAccount(undefined, controller.signal),
            isAuthenticationError(/`az account show` failed: no input/),
        );
    });

    it("rejects a subscription with shell metacharacters without running `az`", async () => {
        await assert.rejects(
            azureCliAccount("one & two", controller.signal),
            isAuthenticationError(/cannot be passed to Azure CLI/),
        );
        sinon.assert.notCalled(execFileStub);
    });
});
