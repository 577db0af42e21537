// SPDX-License-Identifier: Apache-2.0

/** An error that a user of the service quoted. */
export interface ReportedError {
    readonly service: string;
    readonly code: string;
    readonly message: string;
    readonly source: string;
}

const ISSUES = {
    azurerm: "https://github.com/hashicorp/terraform-provider-azurerm/issues/",
    azureNative: "https://github.com/pulumi/pulumi-azure-native/issues/",
    serviceOperator: "https://github.com/Azure/azure-service-operator/issues/",
};
const GROUP = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/logs";
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/logs`;
const ACCOUNT = `${GROUP}/providers/Microsoft.CognitiveServices/accounts/logs`;

function reported(service: string, code: string, message: string, source: string): ReportedError {
    return { service, code, message, source };
}

/** Errors after which the same request may succeed later. */
export const BUSY: readonly ReportedError[] = [
    reported(
        "Network",
        "AnotherOperationInProgress",
        "Another operation on this or dependent resource is in progress.",
        `${ISSUES.azureNative}903`,
    ),
    reported(
        "Network",
        "ReferencedResourceNotProvisioned",
        `Cannot proceed with operation because resource ${NETWORK} used by resource ${NETWORK}/virtualNetworkPeerings/p is not in Succeeded state. Resource is in Updating state and the last operation that updated/is updating the resource is PutSubnetOperation.`,
        `${ISSUES.azureNative}4340`,
    ),
    reported(
        "Network",
        "RetryableError",
        "A retryable error occured.",
        "https://github.com/hashicorp/terraform/issues/7986",
    ),
    reported(
        "Network",
        "RetryableErrorDueToAnotherOperation",
        "Operation AllocateTenantNetworkResourcesOperation (f9827d3e) is updating resource a43d33d7. The call can be retried in 14 seconds.",
        "https://github.com/cloudfoundry/bosh-azure-cpi-release/issues/179",
    ),
    reported(
        "Virtual WAN",
        "HubBgpConnectionParentHubMustHaveProvisionedRoutingState",
        "",
        "https://github.com/Azure/terraform-provider-azapi/issues/402",
    ),
    reported(
        "DNS",
        "Conflict",
        "Another operation is pending for requested object. Operation group '/operations/groups/id' already has 1 operations like '/operations/type/DeleteAliasRecordSet/id/c2396006' queued.",
        "https://github.com/DNSControl/dnscontrol/issues/4363",
    ),
    reported(
        "DNS Resolver",
        "Conflict",
        "Another operation is pending on the specified resource.",
        `${ISSUES.serviceOperator}4650`,
    ),
    reported(
        "Traffic Manager",
        "Conflict",
        "Conflicting changes were detected when processing the request. This can happen when there are multiple requests trying to update one profile at the same time. Please retry your request.",
        `${ISSUES.serviceOperator}4668`,
    ),
    reported(
        "Resource Manager",
        "DeploymentActive",
        "Unable to edit or replace deployment 'logs': previous deployment from '7/6/2016 8:21:16 PM' is still active (expiration time is '7/13/2016 8:21:15 PM').",
        "https://github.com/microsoft/mwt-ds/issues/29",
    ),
    reported(
        "Resource Manager",
        "Conflict",
        "Unable to edit or replace deployment 'logs': previous deployment from '7/6/2016 8:21:16 PM' is still active (expiration time is '7/13/2016 8:21:15 PM').",
        "https://github.com/microsoft/azure-pipelines-tasks/issues/5320",
    ),
    reported(
        "Resource Manager",
        "ConflictingConcurrentWriteNotAllowed",
        "The operation was interrupted by a conflicting concurrent write on the same entity. Please retry later.",
        "https://github.com/pulumi/pulumi-azure-native/pull/4765",
    ),
    reported(
        "Resource Manager",
        "ResourceGroupBeingDeleted",
        "The resource group 'logs' is in deprovisioning state and cannot perform this operation.",
        "https://github.com/Azure/azure-cli/issues/28679",
    ),
    reported(
        "App Service",
        "Conflict",
        "Cannot modify this web hosting plan because another operation is in progress. Details: Id: e2440937, OperationName: Create, CreatedTime: 7/20/2017 8:01:21 PM, EntityType: 9",
        "https://github.com/Azure/azure-sdk-for-java/issues/1827",
    ),
    reported(
        "App Service",
        "Conflict",
        "Cannot modify this subscription as there is another operation in progress.",
        "https://github.com/azure/ipam/issues/192",
    ),
    reported(
        "App Service",
        "PreconditionFailed",
        "ETag does not represent the latest state of the resource.",
        "https://github.com/microsoft/vscode-azureappservice/issues/1209",
    ),
    reported(
        "Storage",
        "StorageAccountOperationInProgress",
        "An operation is currently performing on this storage account that requires exclusive access.",
        "https://github.com/openshift/openshift-azure/issues/1332",
    ),
    reported(
        "Storage",
        "Conflict",
        "Call to Microsoft.Storage/storageAccounts failed. Error message: An operation is currently performing on this storage account that requires exclusive access.",
        "https://github.com/Azure/bicep-registry-modules/issues/6001",
    ),
    reported(
        "Storage",
        "StorageAccountBeingCreated",
        "This specified storage account is being created.",
        "https://learn.microsoft.com/en-us/rest/api/storagerp/srp_error_codes_common",
    ),
    reported(
        "Storage",
        "StorageAccountIsNotProvisioned",
        "The storage account provisioning state must be 'Succeeded' before executing the operation.",
        "https://learn.microsoft.com/en-us/rest/api/storagerp/srp_error_codes_common",
    ),
    reported(
        "Key Vault",
        "ConflictError",
        "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault 'logs' changed from the point the operation began. This can happen if parallel operations are being performed on the Key Vault.",
        `${ISSUES.azurerm}15127`,
    ),
    reported("Key Vault", "Conflict", "Secret is currently being deleted.", `${ISSUES.azurerm}10454`),
    reported(
        "Cosmos DB",
        "PreconditionFailed",
        "There is another user operation in progress which requires an exclusive lock on [logs]. Please retry after sometime.",
        `${ISSUES.azurerm}15842`,
    ),
    reported(
        "Cosmos DB",
        "PreconditionFailed",
        "There is already an operation in progress which requires exclusive lock on this service logs. Please retry the operation after sometime.\r\nActivityId: 838da911, Microsoft.Azure.Documents.Common/2.14.0",
        `${ISSUES.azureNative}1266`,
    ),
    reported(
        "SQL Database",
        "Conflict",
        "There is an import or export operation in progress on the database logs",
        "https://github.com/Azure/azure-cli/issues/14590",
    ),
    reported(
        "SQL Database",
        "40802",
        "A service objective assignment on server 'logs' and database 'logs' is already in progress. Please wait until the service objective assignment state for the database is marked as 'Completed'.",
        "https://github.com/Azure/azure-rest-api-specs/issues/16897",
    ),
    reported(
        "SQL Database",
        "40501",
        "The service is currently busy. Retry the request after 10 seconds. Incident ID: 1. Code: 2.",
        "https://github.com/MicrosoftDocs/sql-docs/pull/7709",
    ),
    reported("SQL Database", "ConflictingDatabaseOperation", "", `${ISSUES.serviceOperator}1274`),
    reported(
        "SQL Database",
        "UpsertLogicalServerRequestAlreadyInProgress",
        "An ongoing logical server request is already in progress, please try your request again later.",
        `${ISSUES.azurerm}12964`,
    ),
    reported(
        "SQL Database",
        "45157",
        "Server 'logs' is busy with another operation. Please try your operation later.",
        "https://github.com/Azure/azure-powershell/issues/2065",
    ),
    reported(
        "SQL Database",
        "FailoverGroupBusy",
        "The Failover Group 'logs' is busy with another operation and cannot perform 'update Failover Group' operation. Please try again later.",
        `${ISSUES.serviceOperator}1297`,
    ),
    reported(
        "Database for PostgreSQL",
        "ServerIsBusy",
        "Cannot complete operation while server 'logs' is busy processing another operation. Try again later.",
        "https://github.com/Azure/azure-postgresql/issues/134",
    ),
    reported(
        "Database for PostgreSQL",
        "ResourceDeploymentFailure",
        "Server 'logs' is busy with another operation. Please try again later.",
        "https://github.com/Azure/bicep-registry-modules/issues/4451",
    ),
    reported(
        "Database for PostgreSQL",
        "ServerIsNotReady",
        "Restart or Stop Server can only be performed on Started servers. Sever Name = logs, Current Server State = Updating",
        `${ISSUES.azurerm}29219`,
    ),
    reported(
        "Cache for Redis",
        "Conflict",
        `The resource '${GROUP}/providers/Microsoft.Cache/Redis/logs' is busy processing a previous update request or is undergoing system maintenance. As such, it is currently unable to accept the update request. Please try again later.\r\nRequestID=4f32c560`,
        "https://github.com/Altinn/dialogporten/pull/523",
    ),
    reported(
        "Event Hubs",
        "Conflict",
        "Namespace provisioning in transition. For more information visit https://aka.ms/eventhubsarmexceptions.",
        "https://github.com/hashicorp/terraform-provider-azurerm/pull/19165",
    ),
    reported(
        "Event Hubs",
        "Conflict",
        "Namespace update failed with conflict in backend.",
        "https://learn.microsoft.com/en-us/azure/event-hubs/resource-manager-exceptions",
    ),
    reported(
        "Event Hubs",
        "429",
        "Disaster recovery operation in progress.",
        "https://learn.microsoft.com/en-us/azure/event-hubs/resource-manager-exceptions",
    ),
    reported(
        "Service Bus",
        "Conflict",
        "Resource Conflict Occurred. Another conflicting operation may be in progress. If this is a retry for failed operation, background clean up is still pending. Try again later.",
        "https://github.com/mmckechney/SqlBuildManager/issues/520",
    ),
    reported(
        "Service Bus",
        "Conflict",
        "Resource Conflict Occurred. If this is a retry for failed operation, background clean up is still pending.",
        "https://github.com/Azure/azure-sdk-for-js/issues/6276",
    ),
    reported(
        "Service Bus",
        "409",
        "SubCode=40901. Another conflicting operation is in progress",
        "https://github.com/Azure/durabletask/issues/14",
    ),
    reported(
        "Data Explorer",
        "ServiceIsInMaintenance",
        "[Conflict] Cluster 'logs' is in process of maintenance for a short period. You may retry to invoke the operation in a few minutes.",
        `${ISSUES.azurerm}16471`,
    ),
    reported(
        "Cognitive Services",
        "RequestConflict",
        `Another operation is being performed on the parent resource '${ACCOUNT}'. Please try again later.`,
        "https://github.com/Azure/Vector-Search-AI-Assistant/issues/11",
    ),
    reported(
        "Cognitive Services",
        "AccountProvisioningStateInvalid",
        `Call to Microsoft.CognitiveServices/accounts failed. Error message: Account ${ACCOUNT} in state Accepted`,
        "https://github.com/DefangLabs/pulumi-defang/issues/274",
    ),
    reported(
        "NetApp Files",
        "RequestConflict",
        `Cannot modify resource with id '${GROUP}/providers/Microsoft.NetApp/netAppAccounts/logs' because the resource entity provisioning state is not terminal. Please wait for the provisioning state to become terminal and then retry the request.`,
        "https://github.com/Azure/az-hop/issues/265",
    ),
    reported(
        "NetApp Files",
        "Conflict",
        "Unable to create volume 'logs'. Another volume creation is in progress. Please try again in a few minutes.",
        "https://github.com/hashicorp/terraform-provider-azurerm/pull/33215",
    ),
    reported(
        "NetApp Files",
        "PreconditionFailed",
        "Volume Cannot be created in a pool that is not in state succeded.",
        "https://github.com/Azure/azure-quickstart-templates/issues/8646",
    ),
    reported(
        "Kubernetes Service",
        "OperationNotAllowed",
        "Operation is not allowed because there's an in progress update managed cluster operation (operation ID: e375d315) on the managed cluster started on UTC 2026-05-22T07:19:23Z. Please wait for it to finish before starting a new operation.",
        "https://github.com/Azure/azure-cli-extensions/pull/9855",
    ),
    reported(
        "Kubernetes Service",
        "OperationNotAllowed",
        "Operation is not allowed: Another agentpool operation (nodepool1 - Creating) is in progress, please wait for it to finish before starting a new operation.",
        "https://github.com/cilium/cilium/issues/25944",
    ),
    reported(
        "Kubernetes Service",
        "EtagMismatch",
        "rpc error: code = FailedPrecondition desc = Etag mismatched",
        "https://github.com/Azure/terraform-provider-azapi/issues/889",
    ),
    reported(
        "Virtual Machines",
        "Conflict",
        "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.",
        "https://github.com/Azure/azure-cli/issues/15765",
    ),
    reported(
        "Virtual Machines",
        "AttachDiskWhileBeingDetached",
        "Cannot attach data disk 'logs' to VM 'logs' because the disk is currently being detached or the last detach operation failed.",
        "https://github.com/kubernetes/kubernetes/issues/78657",
    ),
    reported(
        "Virtual Machine Scale Sets",
        "OperationNotAllowed",
        "Operation Put on Virtual Machine Scale Set VM Instance 1 of virtual machine scale set logs is not allowed because the VM instance is not provisioned yet.",
        "https://github.com/kubernetes/kubernetes/issues/75478",
    ),
    reported(
        "Container Apps",
        "ManagedEnvironmentOperationInProgress",
        "Cannot modify Container Apps environment logs because another operation is in progress.",
        "https://github.com/microsoft/azure-container-apps/issues/701",
    ),
    reported(
        "Container Apps",
        "MaintenanceConfigurationLockConflict",
        "Cannot perform operation on maintenance configuration 'default' because another operation is in progress. Please retry the operation.",
        "https://github.com/microsoft/azure-container-apps/issues/1657",
    ),
    reported(
        "Container Apps",
        "ManagedEnvironmentNotProvisioned",
        `The environment '${GROUP}/providers/Microsoft.App/managedEnvironments/logs' has not been provisioned successfully.`,
        "https://github.com/microsoft/azure-container-apps/issues/1778",
    ),
    reported(
        "API Management",
        "PessimisticConcurrencyConflict",
        "Operation on the API is in progress",
        "https://github.com/Azure/apiops-cli/issues/252",
    ),
    reported(
        "App Configuration",
        "Conflict",
        "The request for the resource 'logs' conflicted with an ongoing operation.",
        `${ISSUES.azurerm}26224`,
    ),
    reported(
        "Monitor",
        "Conflict",
        "Cannot modify resource while in provisioning state: 'Provisioning'",
        `${ISSUES.azurerm}22236`,
    ),
    reported(
        "Log Analytics",
        "NewerDataExists",
        `Failed to modify resource '${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs', newer data exists. If you are using eTag please use the latest one and try again in a few minutes.`,
        "https://github.com/Azure/Azure-Sentinel/issues/9546",
    ),
    reported(
        "IoT Hub",
        "PreconditionFailed",
        "Either bad ETag was supplied or IotHub description was changed",
        `${ISSUES.azurerm}9060`,
    ),
    reported(
        "Device Provisioning Service",
        "BadRequest",
        "Invalid IotDpsState i.e. should be active/suspended, IotDpsState: Transitioning",
        `${ISSUES.azurerm}21463`,
    ),
    reported(
        "Digital Twins",
        "Conflict",
        "Can't update instance SubscriptionId: 1, ResourceGroup: logs, ResourceName : logs state from Updating to Updating",
        "https://github.com/Azure/bicep/issues/15155",
    ),
    reported(
        "Data Factory",
        "BadRequest",
        "Resource cannot be updated during provisioning",
        "https://github.com/Azure/Azure-DataFactory/issues/612",
    ),
    reported(
        "Machine Learning",
        "Conflict",
        "Conflict of operation, another operation on same entity is already running in workspace logs.",
        "https://github.com/Azure/azure-cli/issues/17075",
    ),
    reported(
        "AI Search",
        "",
        "Another indexer invocation is currently in progress; concurrent invocations are not allowed.",
        "https://github.com/Azure-Samples/azure-search-openai-demo/issues/1253",
    ),
    reported("AI Search", "ServiceDeleting", "", `${ISSUES.azurerm}20039`),
    reported(
        "Time Series Insights",
        "Conflict",
        "An operation is already in progress on the environment",
        "https://github.com/Azure/azure-rest-api-specs/issues/9265",
    ),
    reported(
        "Spring Apps",
        "BadRequest",
        "cannot update build definition because it is in Updating State.",
        "https://github.com/MicrosoftDocs/azure-docs/issues/92496",
    ),
];

/** Errors that another request does not change. */
export const NOT_BUSY: readonly ReportedError[] = [
    reported(
        "Virtual Machines: quota",
        "OperationNotAllowed",
        "Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: centralus, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New Limit Required: 12.",
        "https://github.com/nforgeio/neonKUBE/issues/1671",
    ),
    reported(
        "Virtual Machines: quota",
        "OperationNotAllowed",
        "Operation results in exceeding quota limits of Core. Maximum allowed: 10, Current in use: 10, Additional requested: 2.",
        "https://github.com/microsoft/openshift-origin/issues/42",
    ),
    reported(
        "Storage: name taken",
        "StorageAccountAlreadyTaken",
        "The storage account named logs is already taken.",
        "https://github.com/hashicorp/terraform/issues/11485",
    ),
    reported(
        "Event Hubs: name taken",
        "BadRequest",
        "The specified name is not available. For more information visit https://aka.ms/eventhubsarmexceptions.",
        `${ISSUES.azurerm}12020`,
    ),
    reported(
        "Recovery Services: name taken",
        "CreateResourceFailedDueToInvalidCache",
        "Create Resource Failed as name is already in use\r\nPlease provide a different resource name or try again after 24 hours",
        "https://github.com/Azure/azure-powershell/issues/7551",
    ),
    reported(
        "App Service: already exists",
        "Conflict",
        "Web space with the specified name already exists",
        `${ISSUES.azurerm}11748`,
    ),
    reported(
        "Front Door: already exists",
        "BadRequest",
        "Hostname: logs.azurefd.net, Path pattern: /*, Protocol: Https cannot be added to Route logs as this combination already exists in Endpoint logs.azurefd.net, Route logs.",
        `${ISSUES.azurerm}22924`,
    ),
    reported(
        "Network: in use",
        "InUseSubnetCannotBeDeleted",
        `Subnet logs is in use by ${GROUP}/providers/Microsoft.Network/networkInterfaces/nic0/ipConfigurations/ipconfig0 and cannot be deleted.`,
        `${ISSUES.azurerm}400`,
    ),
    reported(
        "Network: in use",
        "InUseNetworkSecurityGroupCannotBeDeleted",
        `Network security group ${GROUP}/providers/Microsoft.Network/networkSecurityGroups/logs cannot be deleted because it is in use by the following resources: ${NETWORK}/subnets/logs. In order to delete the Network security group, remove the association with the resource(s).`,
        `${ISSUES.azureNative}3051`,
    ),
    reported(
        "App Service: in use",
        "Conflict",
        "Cannot remove certificate with thumbprint XXXX because it is used for hostname example.org.",
        "https://github.com/ffMathy/FluffySpoon.AspNet.EncryptWeMust/issues/73",
    ),
    reported(
        "Virtual Machines: in use",
        "ConflictingUserInput",
        "Cannot attach the disk logs to VM one because it is already attached to VM two. A disk can be attached to only one VM at a time.",
        "https://github.com/kubernetes-sigs/azuredisk-csi-driver/issues/1378",
    ),
    reported(
        "Log Analytics: linked resource",
        "Conflict",
        "The link cannot be updated or deleted because it is linked to Update Management and/or ChangeTracking Solutions",
        "https://github.com/Azure/Azure-Landing-Zones/issues/3873",
    ),
    reported(
        "Cache for Redis: linked resource",
        "InvalidRequestBody",
        "Cannot create geo-replication link, since this cache is already linked to another cache.",
        "https://github.com/crossplane-contrib/provider-upjet-azure/issues/16",
    ),
    reported(
        "Cognitive Services: soft-deleted",
        "FlagMustBeSetForRestore",
        `An existing resource with ID '${ACCOUNT}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
        "https://github.com/Azure/azure-cli/issues/18146",
    ),
    reported(
        "Key Vault: soft-deleted",
        "ConflictError",
        "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.",
        "https://github.com/alan-turing-institute/data-safe-haven/issues/2523",
    ),
    reported(
        "Key Vault: soft-deleted",
        "Conflict",
        "Secret Testcredential is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.",
        "https://github.com/ironmansoftware/powershell-universal/issues/1990",
    ),
    reported(
        "Resource Manager: management lock",
        "ScopeLocked",
        `The scope '${GROUP}' cannot perform delete operation because following scope(s) are locked: '${GROUP}'. Please remove the lock and try again.`,
        "https://github.com/Azure/apiops/issues/606",
    ),
    reported(
        "Resource Manager: policy",
        "RequestDisallowedByPolicy",
        "Resource 'logs' was disallowed by policy. Policy identifiers: 'Allowed locations'.",
        "https://github.com/MicrosoftDocs/azure-docs/issues/90274",
    ),
    reported(
        "Virtual Machines: newer operation",
        "OperationPreempted",
        "Operation execution has been preempted by a more recent operation.",
        "https://github.com/osbuild/osbuild-composer/issues/1447",
    ),
    reported(
        "Kubernetes Service: newer operation",
        "AKSOperationPreempted",
        "This operation has been preempted by another operation with ID c794ba84",
        "https://learn.microsoft.com/en-us/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-operationpreempted",
    ),
    reported(
        "Kubernetes Service: newer operation",
        "AKSOperationPreemptedByDelete",
        "This operation has been preempted by Deleting operation.",
        "https://learn.microsoft.com/en-us/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-operationpreempted",
    ),
    reported(
        "Kubernetes Service: newer operation",
        "NotLatestOperation",
        "Cannot proceed with the operation. Either the operation has been preempted by another one, or the information needed by the operation failed to be saved (or hasn't been saved yet).",
        "https://github.com/Azure/azure-powershell/issues/23812",
    ),
    reported(
        "Kubernetes Service: newer operation",
        "Canceled",
        "The operation was overriden and canceled by a later operation c794ba84.",
        `${ISSUES.azurerm}8260`,
    ),
    reported(
        "Application Gateway: newer operation",
        "CanceledAndSupersededDueToAnotherOperation",
        "Operation PutApplicationGatewayOperation (c274d748) was canceled and superseded by operation PatchApplicationGatewayOperation (236ea644).",
        "https://github.com/Azure/azure-cli/issues/21156",
    ),
    reported(
        "Resource Manager: subscription disabled",
        "ReadOnlyDisabledSubscription",
        "The subscription '50000000-0000-4000-8000-000000000005' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.",
        "https://github.com/microsoft/vscode-azureappservice/issues/912",
    ),
    reported(
        "Resource Manager: authorization",
        "AuthorizationFailed",
        `The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/write' over scope '${NETWORK}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        "https://learn.microsoft.com/en-us/azure/role-based-access-control/troubleshooting",
    ),
    reported(
        "Resource Manager: authorization",
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        "https://github.com/Azure/Azure-Landing-Zones/issues/1168",
    ),
    reported(
        "Cosmos DB: capacity",
        "ServiceUnavailable",
        "Sorry, we are currently experiencing high demand in this region, and cannot fulfill your request at this time. We work continuously to bring more and more capacity online, and encourage you to try again shortly.",
        "https://github.com/microsoft/vscode-cosmosdb/issues/1551",
    ),
    reported(
        "SQL Database: invalid request",
        "InvalidMaintenanceConfiguration",
        "Specified public maintenance configuration 'SQL_Default' for the database conflicts with maintenance configuration of elastic pool",
        `${ISSUES.azurerm}19080`,
    ),
    reported(
        "Database for MySQL: stopped",
        "ServerUnavailableForOperation",
        "Operation 'GetServerParameters' cannot be performed as server 'logs' is currently in state 'Stopped'.",
        "https://github.com/turbot/steampipe-plugin-azure/issues/859",
    ),
    reported(
        "IoT Hub: invalid request",
        "PreconditionFailed",
        "Invalid ETag supplied.",
        "https://github.com/crossplane-contrib/provider-upjet-azure/issues/299",
    ),
    reported(
        "Container Registry: failed polling",
        "Creating",
        'The async operation failed." AdditionalInfo=[{"status":"Creating"}]',
        `${ISSUES.azureNative}1713`,
    ),
    reported(
        "Network: failed resource",
        "ReferencedResourceNotProvisioned",
        `Cannot proceed with operation because resource ${NETWORK} used by resource ${NETWORK}/virtualNetworkPeerings/p is not in Succeeded state. Resource is in Failed state and the last operation that updated/is updating the resource is PutSubnetOperation.`,
        "https://learn.microsoft.com/en-us/azure/networking/troubleshoot-failed-state",
    ),
];
