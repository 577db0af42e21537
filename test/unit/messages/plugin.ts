// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import type { handleUnaryCall } from "@grpc/grpc-js";
import * as protocol from "@pulumi/pulumi/proto/provider_pb";
import { useSettingNames } from "../../../provider/common/settingNames";
import { noticesOf, thirdPartyPackages } from "../../../provider/plugin/build/thirdParty";
import { PLUGIN_SETTINGS } from "../../../provider/plugin/providerArguments";
import { providerService } from "../../../provider/plugin/service";
import { builtPlugin } from "../../harness/engine/pluginFixture";
import { createTemporaryDirectory } from "../../harness/engine/temporaryDirectory";
import { type Properties, struct, urnOf } from "../plugin/pluginFixture";
import { OPERATION_PATH } from "../wait/operations";
import type { Message } from "./message";

type CheckMethod = handleUnaryCall<protocol.CheckRequest, protocol.CheckResponse>;

/** The failures of a check, or the error of the call, with this stack configuration. */
async function checked(method: "check" | "checkConfig", type: string, news: Properties, configuration: Properties) {
    process.env.PULUMI_CONFIG = JSON.stringify(configuration);
    useSettingNames(PLUGIN_SETTINGS);
    try {
        const request = new protocol.CheckRequest().setUrn(urnOf(type)).setNews(struct(news));
        const call = providerService("1.2.3")[method] as CheckMethod;
        return await new Promise((resolve) =>
            call({ request } as never, (error, response) =>
                resolve(
                    error?.details ??
                        response
                            ?.getFailuresList()
                            .map((failure) => failure.getReason())
                            .join("\n"),
                ),
            ),
        );
    } finally {
        useSettingNames();
    }
}

const check =
    (type: string, news: Properties, configuration: Properties = {}) =>
    () =>
        checked("check", type, news, configuration);

/** What the bundle of the plugin writes on an older Node, which here is that of a sandbox. */
async function startOnOldNode(): Promise<string> {
    const bundle = readFileSync(path.join(await builtPlugin(), "plugin.js"), "utf8");
    let output = "";
    const process = {
        versions: { node: "22.11.0" },
        version: "v22.11.0",
        execPath: "/usr/bin/node",
        stderr: {
            write: (text: string) => {
                output += text;
            },
        },
        exit: (code: number) => {
            throw new Error(`exit code ${code}`);
        },
    };
    try {
        runInNewContext(bundle, { process });
    } catch (error) {
        return `${output}${(error as Error).message}`;
    }
    return output;
}

/** What the launcher of the plugin writes where no Node is on PATH. */
async function startWithoutNode(): Promise<string> {
    const launcher = path.join(await builtPlugin(), "pulumi-resource-azure-wait");
    const { stderr, status } = spawnSync("/bin/sh", [launcher], { env: { PATH: "" }, encoding: "utf8" });
    return `${stderr}exit code ${status}`;
}

/** What the build of the plugin reports about a package without a license. */
function buildWithoutLicense(): void {
    const root = createTemporaryDirectory("license");
    const directory = path.join(root, "node_modules/left");
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, "package.json"), JSON.stringify({ name: "left", version: "1.0.0" }));
    try {
        thirdPartyPackages([path.join(directory, "index.js")]);
    } catch (error) {
        throw new Error((error as Error).message.replace(root, "…"));
    }
}

/** What the plugin and its build write besides the reports of waits. */
export const PLUGIN: readonly Message[] = [
    [
        "`clientID` is no argument of this provider: use the names of azure-native's provider arguments",
        () => checked("checkConfig", "", { clientID: "c" }, {}),
    ],
    [
        "`region` is no argument of this provider: use the names of azure-native's provider arguments, or rename the project, whose configuration `azure-wait:…` is that of this provider, too",
        () => {
            process.env.PULUMI_PROJECT = "azure-wait";
            return checked("checkConfig", "", { region: "westus" }, {});
        },
    ],
    [
        "`subscriptionId` is missing: give it, or set azure-wait:subscriptionId in the configuration or ARM_SUBSCRIPTION_ID (the configuration of azure-native is not visible to this plugin)",
        check("OperationWait", { asyncOperationId: "op-1", location: "westus" }, { useMsi: "true" }),
    ],
    [
        "`operation` is not on management.azure.com, the Resource Manager of the configured cloud (configuration azure-wait:environment), and the token is sent to no other host: check the URL, or set the cloud that it belongs to: azure-wait:environment or ARM_ENVIRONMENT, or azure-wait:metadataHost or ARM_METADATA_HOSTNAME",
        check(
            "OperationWait",
            { operation: `https://management.chinacloudapi.cn${OPERATION_PATH}` },
            { environment: "public" },
        ),
    ],
    [
        "this version of the azure-wait plugin has no resource azure-wait:index:Later: check the name, or use a newer version of the plugin",
        check("Later", {}),
    ],
    [
        ["pulumi-resource-azure-wait needs Node 22.12 or newer; /usr/bin/node is v22.11.0", "exit code 1"],
        startOnOldNode,
    ],
    [["pulumi-resource-azure-wait needs Node 22.12 or newer on PATH", "exit code 1"], startWithoutNode],
    [
        [
            "The plugin contains these packages:",
            "",
            "-".repeat(80),
            "",
            "left 1.0.0",
            "License: MIT",
            "",
            "(no license file)",
            "",
        ],
        () => noticesOf([{ name: "left", version: "1.0.0", license: "MIT", text: undefined }]),
    ],
    ["…/node_modules/left/package.json has no license, which the notices of the plugin need", buildWithoutLicense],
];
