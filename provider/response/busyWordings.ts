// SPDX-License-Identifier: Apache-2.0

/** Codes or phrases of Azure with one meaning. */
export interface Wording {
    /** The service in whose errors the wording was first found. It applies to all services. */
    readonly service: string;
    /** A regular expression for normalised text. ` … ` is a gap of at most twelve words inside a sentence. */
    readonly words: string;
    /** A public thread that quotes the wording. */
    readonly source: string;
}

const OPERATION =
    "(?:operation|update|upgrade|request|deployment|change|creation|deletion|modification|provisioning|failover|assignment|task|" +
    "job|import|export|restore|backup|migration|scaling|write|transaction|invocation|restart|rotation|replication)s?";
const OTHER = "(?:another|other|previous|concurrent|conflicting|parallel|simultaneous|ongoing)";
const STILL = "(?:already|currently|still)";
const PENDING = "(?:pending(?! approv)|queued|ongoing|running|performing|executing)";
const CHANGING =
    "(?:accepted|creating|updating|deleting|provisioning|deprovisioning|transitioning|upgrading|scaling|starting|stopping|" +
    "restarting|moving|migrating|patching|configuring|restoring)";
const CHANGED =
    "(?:created|updated|modified|deleted|purged|recovered|provisioned|deployed|configured|scaled|resized|upgraded|" +
    "restarted|moved|migrated|attached|detached|restored|patched|rotated|replicated|processed|performed|executed)";

/** Codes that mean a busy resource, whatever the message is. Other codes, such as Conflict, need a phrase. */
export const BUSY_CODES: readonly Wording[] = [
    {
        service: "Network, Storage, Container Apps",
        words: String.raw`\w+InProgress`,
        source: "https://github.com/pulumi/pulumi-azure-native/issues/903",
    },
    {
        service: "Network",
        words: String.raw`RetryableError\w*`,
        source: "https://github.com/hashicorp/terraform/issues/7986",
    },
    {
        service: "Network, Container Apps",
        words: String.raw`\w+NotProvisioned`,
        source: "https://github.com/pulumi/pulumi-azure-native/issues/4340",
    },
    {
        service: "Virtual WAN",
        words: String.raw`\w+MustHaveProvisioned\w+`,
        source: "https://github.com/Azure/terraform-provider-azapi/issues/402",
    },
    {
        service: "Database for PostgreSQL and MySQL",
        words: String.raw`\w+Busy`,
        source: "https://github.com/Azure/azure-postgresql/issues/134",
    },
    {
        service: "Data Explorer",
        words: String.raw`\w+InMaintenance`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/16471",
    },
    {
        service: "Resource Manager",
        words: "DeploymentActive",
        source: "https://github.com/microsoft/mwt-ds/issues/29",
    },
    {
        service: "Resource Manager, Storage, AI Search",
        words: String.raw`\w+(?:Being(?:Created|Deleted)|Deleting)`,
        source: "https://github.com/Azure/azure-cli/issues/28679",
    },
    {
        service: "Resource Manager",
        words: "ConflictingConcurrentWriteNotAllowed",
        source: "https://github.com/pulumi/pulumi-azure-native/pull/4765",
    },
    {
        service: "API Management",
        words: String.raw`(?:Pess|Opt)imisticConcurrency\w*`,
        source: "https://github.com/Azure/apiops-cli/issues/252",
    },
    {
        service: "SQL Database",
        words: String.raw`Conflicting\w+Operation`,
        source: "https://github.com/Azure/azure-service-operator/issues/1274",
    },
    {
        service: "Container Apps",
        words: String.raw`\w+LockConflict`,
        source: "https://github.com/microsoft/azure-container-apps/issues/1657",
    },
    {
        service: "Log Analytics",
        words: "NewerDataExists",
        source: "https://github.com/Azure/Azure-Sentinel/issues/9546",
    },
    {
        service: "Kubernetes Service",
        words: String.raw`EtagMismatch\w*`,
        source: "https://github.com/Azure/terraform-provider-azapi/issues/889",
    },
    {
        service: "Virtual Machines",
        words: String.raw`\w+WhileBeing\w+`,
        source: "https://github.com/kubernetes/kubernetes/issues/78657",
    },
];

/** Phrases with the same meaning, regardless of the code. */
export const BUSY_PHRASES: readonly Wording[] = [
    {
        service: "App Service, NetApp Files, Kubernetes Service",
        words: String.raw`(?:${OPERATION} … |(?:is|are|be|${STILL}) )(?<!\bnot |\bno (?:\w+ ){1,2}(?:is |are )?)in[ -]progress|in[ -]progress ${OPERATION}`,
        source: "https://github.com/Azure/azure-sdk-for-java/issues/1827",
    },
    {
        service: "DNS, Machine Learning, Cognitive Services",
        words: String.raw`${OTHER} … ${OPERATION} … (?:${PENDING}|being ${CHANGED}|not (?:yet )?(?:completed|finished))|(?:an?|any|are|has|the) (?:ongoing|pending(?! approv)) (?:\w+ )?${OPERATION}`,
        source: "https://github.com/Azure/azure-service-operator/issues/4650",
    },
    {
        service: "Storage, Resource Manager",
        words: `${OPERATION} … is ${STILL} (?:${PENDING}|active)`,
        source: "https://github.com/openshift/openshift-azure/issues/1332",
    },
    {
        service: "App Configuration, Virtual Machines",
        words: String.raw`conflict\w* with (?:an? )?${OTHER} (?:\w+ )?${OPERATION}`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/26224",
    },
    {
        service: "Traffic Manager, Resource Manager",
        words: "(?:conflicting|concurrent) (?:operation|update|change|write|modification)s?(?! limit)",
        source: "https://github.com/Azure/azure-service-operator/issues/4668",
    },
    {
        service: "Service Bus, Event Hubs",
        words: "clean ?up is still pending|conflict in (?:the )?backend",
        source: "https://github.com/Azure/azure-sdk-for-js/issues/6276",
    },
    {
        service: "Cosmos DB, Storage",
        words: String.raw`exclusive (?:lock|access)|acquir\w+ … lock|lock(?:ed)? … by ${OTHER} (?:\w+ )?${OPERATION}|lock … held`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/15842",
    },
    {
        service: "Cache for Redis, Database for PostgreSQL",
        words: String.raw`(?:is|are) (?:too |${STILL} )*busy|(?:by|of|with|processing|handling|performing) (?:another|a previous) (?:\w+ )?(?:operation|update|request)`,
        source: "https://github.com/Azure/bicep-types-az/issues/1760",
    },
    {
        service: "Data Explorer, Cache for Redis",
        words: String.raw`(?:in|under|undergoing|process of) (?:\w+ )?maintenance(?! \w*(?:config|window|schedule))`,
        source: "https://github.com/Azure/azure-rest-api-specs/issues/18845",
    },
    {
        service: "Event Hubs, IoT Hub",
        words: `(?:in|is) transition(?:ing)?|(?:is|${STILL}) (?:updating|provisioning|upgrading|scaling)|is in (?:the )?process of ${CHANGING}`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/19165",
    },
    {
        service: "Network, Spring Apps",
        words: `in (?:an? |the )?${CHANGING} (?:provisioning )?stat(?:e|us)`,
        source: "https://github.com/MicrosoftDocs/azure-docs/issues/92496",
    },
    {
        service: "Cognitive Services, Monitor, Device Provisioning Service",
        words: String.raw`\w*state(?::| =| is| of| from)? (?:${STILL} )?${CHANGING}|cannot be \w+ (?:during|while) (?:it is )?${CHANGING}`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/22236",
    },
    {
        service: "Key Vault, Virtual Machines",
        words: `(?:is|are|${STILL}) being ${CHANGED}`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/10454",
    },
    {
        service: "Cognitive Services, NetApp Files",
        words: String.raw`(?:not |non-)(?:in )?(?:a )?terminal|not in (?:an? |the )?(?:provisioning )?(?:state )?succe\w+|state must be succe\w+`,
        source: "https://github.com/Azure/bicep-types-az/issues/2419",
    },
    {
        service: "Virtual Machine Scale Sets",
        words: "not (?:yet |been |fully |completely )*provisioned|provisioning has not (?:yet )?(?:completed|finished)|(?:is|are) not (?:yet )?ready",
        source: "https://github.com/kubernetes/kubernetes/issues/75478",
    },
    {
        service: "Log Analytics, App Service, IoT Hub",
        words: String.raw`newer (?:data|version) … exists?|e-?tag … (?:mismatch\w*|not match|latest)|bad e-?tag`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/9060",
    },
    {
        service: "Key Vault",
        words: `(?:changed|modified|updated) (?:from the point|since the last|by ${OTHER})`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/15127",
    },
];

/** Errors that another request does not change, even where the message, such as that of a policy, contains a busy phrase. */
export const REFUSED: readonly Wording[] = [
    {
        service: "Kubernetes Service, Application Gateway",
        words: String.raw`\w*Preempted\w*|NotLatestOperation|\w*Superseded\w*|(?:preempted|superseded|overrid+en|cancell?ed) … by`,
        source: "https://github.com/Azure/azure-cli/issues/21156",
    },
    {
        service: "Virtual Machines",
        words: String.raw`\w*QuotaExceeded|exceed\w* … quota`,
        source: "https://github.com/nforgeio/neonKUBE/issues/1671",
    },
    {
        service: "Policy, Resource Manager",
        words: String.raw`RequestDisallowedBy\w+|ScopeLocked`,
        source: "https://learn.microsoft.com/en-us/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
    },
    {
        service: "Network",
        words: "is in (?:failed|canceled) state",
        source: "https://learn.microsoft.com/en-us/azure/networking/troubleshoot-failed-state",
    },
];
