// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";
import { ApiVersions } from "./arm/apiVersions";
import { ClaimsChallenges } from "./arm/claimsChallenges";
import type { OperationScript } from "./arm/operationScript";
import { Operations } from "./arm/operations";
import { OperationUrls } from "./arm/operationUrls";
import { Purges } from "./arm/purges";
import { RateLimiter, READS } from "./arm/rateLimiter";
import { changeResource } from "./arm/resourceChange";
import { Resources } from "./arm/resources";
import { createServerCertificate } from "./certificate";
import { type AzureCliOptions, type AzureCliSession, installAzureCli } from "./cli/azureCliInstallation";
import { Cloud } from "./cloud";
import type { StartedOperation, StartOptions } from "./control";
import type { Emulator, EmulatorOptions } from "./emulatorTypes";
import { AccessTokens } from "./entra/accessTokens";
import { Directory } from "./entra/directory";
import { FederatedTokens } from "./entra/federatedTokens";
import { createIdentities } from "./entra/identity";
import { TOKEN_LIFETIMES, type TokenLifetimes } from "./entra/tokenLifetimes";
import { listen } from "./loopbackServer";
import { APP_SERVICE_PATH } from "./managedIdentity/managedIdentity";
import { RequestLog } from "./requestLog";
import { createSignInEnvironment } from "./signInEnvironment";
import { TemporaryFiles } from "./temporaryFiles";

const AUDIENCE = "https://management.localhost-emulator.example/";
const DEFAULT_SUBSCRIPTION_ID = "50000000-0000-4000-8000-000000000005";
const DEFAULT_LOCATION = "westus";
const DEFAULT_API_VERSION = "2025-02-01";

/**
 * Starts an Azure cloud on loopback.
 *
 * @throws when a port is in use.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const nowMs = options.nowMs ?? steadyClock();
    const startedAtMs = nowMs();
    const identities = options.identities ?? createIdentities();
    const identity = identities[0];
    const subscriptionId = options.subscriptionId ?? DEFAULT_SUBSCRIPTION_ID;

    let origin = "";
    let lifetimes: TokenLifetimes = {
        ...TOKEN_LIFETIMES,
        accessTokenSeconds: options.tokenLifetimeSeconds ?? TOKEN_LIFETIMES.accessTokenSeconds,
    };
    const directory = new Directory(identities);
    const subscriptions = new Map([[subscriptionId.toLowerCase(), identity.tenantId]]);
    const tokens = new AccessTokens(() => origin, nowMs);
    const federatedTokens = new FederatedTokens(
        () => origin,
        nowMs,
        () => lifetimes.federatedTokenSeconds,
    );
    const challenges = new ClaimsChallenges(nowMs);
    const azureCliSessions = new Map<string, AzureCliSession>();
    const identityHeader = `header-${randomUUID()}`;
    const operations = new Operations(nowMs);
    const urls = new OperationUrls(() => origin, nowMs);
    const purges = new Purges(operations, () => origin, nowMs);
    const resources = new Resources(operations, purges, urls, DEFAULT_LOCATION);
    const rateLimiter = new RateLimiter(options.reads ?? READS, nowMs);
    const log = new RequestLog((token) => tokens.read(token)?.appid);

    const startOperation = (script: OperationScript = {}, start: StartOptions = {}): StartedOperation => {
        const operation = operations.start(script, {
            subscriptionId: start.scope === "tenant" ? "" : (start.subscriptionId ?? subscriptionId),
            resourceProvider: start.resourceProvider ?? "Microsoft.OperationalInsights",
            location: start.location ?? DEFAULT_LOCATION,
            asyncOperationId: start.asyncOperationId,
            callerClientId: start.callerClientId ?? identity.clientId,
            apiVersion: start.apiVersion ?? DEFAULT_API_VERSION,
        });
        const key = operation.subscriptionId.toLowerCase();
        subscriptions.set(key, subscriptions.get(key) ?? start.tenantId ?? identity.tenantId);
        return {
            asyncOperationId: operation.asyncOperationId,
            location: operation.location,
            subscriptionId: operation.subscriptionId,
            resourceProvider: operation.resourceProvider,
            url: urls.status(operation),
            locationUrl: urls.location(operation),
        };
    };
    const cloud = new Cloud(log, () => nowMs() - startedAtMs, {
        get origin() {
            return origin;
        },
        get lifetimes() {
            return lifetimes;
        },
        audience: AUDIENCE,
        directory,
        tokens,
        federatedTokens,
        challenges,
        azureCliSessions,
        identityHeader,
        nowMs,
        latencyMs: options.latencyMs ?? 0,
        subscriptions,
        operations,
        urls,
        resources,
        rateLimiter,
        apiVersions: new ApiVersions(options.apiVersions ?? {}, options.apiVersionRefusal ?? "InvalidResourceType"),
    });

    const certificate = await createServerCertificate();
    const opened: (() => Promise<void>)[] = [];
    const closeAll = async () => {
        await Promise.all(opened.map((close) => close()));
    };
    let closed: Promise<void> | undefined;
    try {
        const server = await listen(
            certificate,
            options.port ?? 0,
            (message, response) => cloud.serve(message, response),
            options.address,
        );
        opened.push(() => server.close());
        const metadataHost = `${options.address === "::1" ? "[::1]" : "localhost"}:${server.port}`;
        origin = `https://${metadataHost}`;
        const managedIdentityServer = await listen(undefined, options.managedIdentityPort ?? 0, (message, response) =>
            cloud.serve(message, response, "managedIdentity"),
        );
        opened.push(() => managedIdentityServer.close());
        const files = await TemporaryFiles.create();
        opened.push(() => files.remove());

        const managedIdentityOrigin = `http://127.0.0.1:${managedIdentityServer.port}`;
        const base = {
            ARM_METADATA_HOSTNAME: metadataHost,
            ARM_SUBSCRIPTION_ID: subscriptionId,
            NODE_EXTRA_CA_CERTS: await files.write("certificate.pem", certificate.certificate),
        };

        const installCli = (given: AzureCliOptions = {}) =>
            installAzureCli(given, {
                origin,
                certificate: certificate.certificate,
                identity,
                subscriptionId,
                files,
                sessions: azureCliSessions,
            });

        return {
            origin,
            metadataHost,
            managedIdentityOrigin,
            audience: AUDIENCE,
            certificate: certificate.certificate,
            subscriptionId,
            identity,
            identities,
            environment: {
                ...base,
                ARM_TENANT_ID: identity.tenantId,
                ARM_CLIENT_ID: identity.clientId,
                ARM_CLIENT_SECRET: identity.clientSecret,
            },
            environmentFor: (method) =>
                createSignInEnvironment(method, {
                    base,
                    origin,
                    managedIdentityOrigin,
                    appServicePath: APP_SERVICE_PATH,
                    identityHeader,
                    identity,
                    directory,
                    federatedTokens,
                    files,
                    installAzureCli: installCli,
                }),
            get requests() {
                return log.records;
            },
            get changes() {
                return log.records.filter(({ area, method }) => area === "arm" && method !== "GET");
            },
            clearRequests: () => log.clear(),
            reset: () => {
                operations.clear();
                resources.clear();
                rateLimiter.reset();
                log.clear();
            },
            onRequest: (listener) => log.listen(listener),
            startOperation,
            scriptNext: (script) => operations.queue(script),
            changeResource: (change, script = {}) =>
                changeResource(change, script, resources, {
                    apiVersion: DEFAULT_API_VERSION,
                    location: DEFAULT_LOCATION,
                    callerClientId: identity.clientId,
                }),
            drain: ({ perSecond }) => rateLimiter.drain(perSecond),
            intercept: (interceptor) => cloud.intercept(interceptor),
            issueToken: (token = {}) =>
                tokens.issue({
                    identity: token.identity ?? identity,
                    audience: token.audience ?? AUDIENCE,
                    lifetimeSeconds: token.lifetimeSeconds ?? lifetimes.accessTokenSeconds,
                    claims: token.claims,
                }),
            issueFederatedToken: (token) => federatedTokens.issue(token),
            installAzureCli: installCli,
            setTokenLifetimes: (changed) => {
                lifetimes = { ...lifetimes, ...changed };
            },
            requireClaims: (claims, clientId) => challenges.require(claims, clientId),
            denyReads: (who = identity) => directory.denyReads(who),
            revokeTokens: () => tokens.revokeAll(),
            close: () => {
                closed ??= closeAll();
                return closed;
            },
        };
    } catch (error) {
        await closeAll();
        throw error;
    }
}

/** Milliseconds since 1970, unaffected by corrections of the system clock. */
function steadyClock(): () => number {
    const offsetMs = Date.now() - performance.now();
    return () => offsetMs + performance.now();
}
