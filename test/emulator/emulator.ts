// SPDX-License-Identifier: Apache-2.0
import { AccessTokens } from "./accessTokens";
import { createServerCertificate } from "./certificate";
import { writeCertificateFile } from "./certificateFile";
import { Cloud } from "./cloud";
import type { StartedOperation, StartOptions } from "./control";
import type { Emulator, EmulatorOptions } from "./emulatorTypes";
import { listen } from "./httpsServer";
import { createIdentity } from "./identity";
import type { OperationScript } from "./operationScript";
import { Operations, operationUrl } from "./operations";
import { READS, RequestAllowance } from "./requestAllowance";
import { RequestLog } from "./requestLog";
import { Resources } from "./resources";

const AUDIENCE = "https://management.localhost-emulator.example/";
const DEFAULT_SUBSCRIPTION_ID = "50000000-0000-4000-8000-000000000005";
const DEFAULT_LOCATION = "westus";
const DEFAULT_TOKEN_LIFETIME_SECONDS = 3600;

/**
 * Starts an Azure cloud on loopback.
 *
 * @throws when the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const nowMs = options.nowMs ?? steadyClock();
    const startedAtMs = nowMs();
    const identities = options.identities ?? [createIdentity()];
    const identity = identities[0];
    const subscriptionId = options.subscriptionId ?? DEFAULT_SUBSCRIPTION_ID;
    const tokenLifetimeSeconds = options.tokenLifetimeSeconds ?? DEFAULT_TOKEN_LIFETIME_SECONDS;

    let origin = "";
    const subscriptionIds = new Set([subscriptionId.toLowerCase()]);
    const tokens = new AccessTokens(() => origin, nowMs);
    const operations = new Operations(nowMs);
    const log = new RequestLog((token) => tokens.read(token)?.appid);

    const startOperation = (script: OperationScript = {}, start: StartOptions = {}): StartedOperation => {
        const operation = operations.start(script, {
            subscriptionId: start.subscriptionId ?? subscriptionId,
            resourceProvider: start.resourceProvider ?? "Microsoft.OperationalInsights",
            location: start.location ?? DEFAULT_LOCATION,
            asyncOperationId: start.asyncOperationId,
        });
        subscriptionIds.add(operation.subscriptionId.toLowerCase());
        return {
            asyncOperationId: operation.asyncOperationId,
            location: operation.location,
            subscriptionId: operation.subscriptionId,
            resourceProvider: operation.resourceProvider,
            url: operationUrl(origin, operation, start.apiVersion ?? "2025-02-01"),
        };
    };
    const cloud = new Cloud(log, () => nowMs() - startedAtMs, {
        get origin() {
            return origin;
        },
        audience: AUDIENCE,
        identities,
        tokens,
        tokenLifetimeSeconds,
        nowMs,
        subscriptionIds,
        operations,
        resources: new Resources(operations, () => origin, DEFAULT_LOCATION),
        allowance: new RequestAllowance(options.reads ?? READS, nowMs),
        startOperation,
        scriptNext: (script) => operations.queue(script),
    });

    const certificate = await createServerCertificate();
    const server = await listen(certificate, options.port ?? 0, (message, response) => cloud.serve(message, response));
    origin = `https://localhost:${server.port}`;
    const file = await writeCertificateFile(certificate.certificate).catch(async (error: unknown) => {
        await server.close();
        throw error;
    });
    const metadataHost = `localhost:${server.port}`;
    let closed: Promise<void> | undefined;

    return {
        origin,
        metadataHost,
        audience: AUDIENCE,
        certificate: certificate.certificate,
        subscriptionId,
        identity,
        environment: {
            ARM_METADATA_HOSTNAME: metadataHost,
            ARM_TENANT_ID: identity.tenantId,
            ARM_CLIENT_ID: identity.clientId,
            ARM_CLIENT_SECRET: identity.clientSecret,
            ARM_SUBSCRIPTION_ID: subscriptionId,
            NODE_EXTRA_CA_CERTS: file.path,
        },
        get requests() {
            return log.records;
        },
        clearRequests: () => log.clear(),
        onRequest: (listener) => log.listen(listener),
        startOperation,
        scriptNext: (script) => {
            operations.queue(script);
        },
        intercept: (interceptor) => cloud.intercept(interceptor),
        issueToken: (token = {}) =>
            tokens.issue(
                token.identity ?? identity,
                token.audience ?? AUDIENCE,
                token.lifetimeSeconds ?? tokenLifetimeSeconds,
            ),
        revokeTokens: () => tokens.revokeAll(),
        close: () => {
            closed ??= Promise.all([server.close(), file.remove()]).then(() => undefined);
            return closed;
        },
    };
}

/** Milliseconds since 1970 that do not follow corrections of the machine's clock. */
function steadyClock(): () => number {
    const offsetMs = Date.now() - performance.now();
    return () => offsetMs + performance.now();
}
