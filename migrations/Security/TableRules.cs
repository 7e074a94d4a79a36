namespace Hostelry.Migrations.Security;

/// <summary>
/// What the model alone does not say about who may touch which table. Everything else follows from the columns: a table
/// with <c>organization_id</c> is a tenant's, one with <c>seller_id</c> is a seller's. A test compares these names with
/// the model, so that a renamed table cannot lose its rule.
/// </summary>
public static class TableRules
{
    /// <summary>Tables that belong to neither an organization nor a seller, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Global = new Dictionary<string, string>
    {
        ["usage_progress"] = "one row: how far the installation's usage is rolled up",
        ["installations"] = "one row that names this installation on its hosts",
        ["sellers"] = "the sellers themselves",
        ["users"] = "a person may belong to several organizations and is found at sign-in, before any is known",
        ["user_claims"] = "belongs to a user",
        ["user_logins"] = "belongs to a user",
        ["user_tokens"] = "belongs to a user (second factor, sealed)",
        ["user_passkeys"] = "belongs to a user, and is looked up by its credential at sign-in",
        ["mail_links"] = "a link to an address that may have no account yet",
        ["sessions"] = "belongs to a user, and is looked up before it is known for which organization they act",
        ["verification_passes"] = "when the books were proved, over all organizations",
        ["data_protection_keys"] = "the installation's keys, read at start, before anybody signs in",
        ["oidc_authorizations"] = "a person's consent to a client, found by the code or token that came of it, before an organization is known",
        ["oidc_tokens"] = "what a client holds of a consent; found as above",
        ["oidc_keys"] = "the issuer's keys, sealed; read before anybody signs in",
        ["stripe_cursors"] = "one row: how far the payment provider's list of events has been compared",
        ["stripe_events"] = "come before anybody knows whose they are; the web role adds them and reads only their ids",
    };

    /// <summary>Tables whose own id is the organization's.</summary>
    public static readonly IReadOnlySet<string> TenantIsId = new HashSet<string>
    {
        "organizations",
    };

    /// <summary>Rows that are written once: no role may change or delete them, and a trigger refuses it to the owner too.</summary>
    public static readonly IReadOnlySet<string> AppendOnly = new HashSet<string>
    {
        "audit_entries",
        "dunning_steps",
        "invoice_settlements",
        "coupon_redemptions",
        "trial_uses",
        "ledger_entries",
        "ledger_transactions",
        "meters",
        "operation_events",
        "orders",
        "price_changes",
        "price_tiers",
        "prices",
        "tax_rates",
        "vat_checks",
    };

    /// <summary>Global tables that the web role writes; it only reads the others.</summary>
    public static readonly IReadOnlySet<string> GlobalWrittenByWeb = new HashSet<string>
    {
        "users",
        "user_claims",
        "user_logins",
        "user_tokens",
        "user_passkeys",
        "mail_links",
        "sessions",
        "data_protection_keys",
        "oidc_authorizations",
        "oidc_tokens",
        "oidc_keys",
    };

    /// <summary>Tenant tables that the web role only reads: money and its facts are written by the worker.</summary>
    public static readonly IReadOnlySet<string> TenantReadByWeb = new HashSet<string>
    {
        "alarms",
        "coupon_redemptions",
        "invoice_lines",
        "invoice_settlements",
        "invoice_taxes",
        "invoices",
        "ledger_entries",
        "ledger_transactions",
        "money_requests",
        "bank_transfers",
        "customer_notices",
        "dunning_cases",
        "dunning_steps",
        "disputes",
        "parkings",
        "traffic_counters",
        "trial_credits",
        "trial_uses",
        "quotas",
        "suspensions",
        "tax_certificates",
        "vat_checks",
        "usage_hours",
        "usage_late_hours",
        "usage_months",
        "usage_records",
    };

    /// <summary>
    /// Tables to which the web role adds rows, and does nothing else: what a request intends, before anything else happens. A
    /// tenant's rows it reads as well; of a global table only the columns named here.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> AddedByWeb = new Dictionary<string, string>
    {
        ["payment_attempts"] = "",
        ["stripe_customers"] = "",
        ["stripe_events"] = "id",
    };

    /// <summary>
    /// Tenant tables of which the web role changes these columns and nothing else, and neither adds nor removes rows: what
    /// the organization itself may decide, beside what its seller decides for it. (A right to one column is also what
    /// PostgreSQL asks of whoever locks a row.)
    /// </summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> ColumnsChangedByWeb =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["customers"] = ["name", "spending_limit_minor"],
        };

    /// <summary>
    /// Seller tables that orders write, and what they may do there: what a server takes from its host. Everyone reads them,
    /// for a free place is looked for among all; written are the rows of the organization's own servers alone, and
    /// nothing is given back but by the worker.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> SellerWrittenByWeb = new Dictionary<string, string>
    {
        ["addresses"] = "INSERT",
        ["host_reservations"] = "INSERT, UPDATE (cores, memory_bytes, disk_bytes)",
    };

    /// <summary>
    /// Tenant tables that the web role reads before a tenant is known (<c>app.organization</c> unset), each with the
    /// lookup that does it. With a tenant set they show that tenant's rows alone.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> ReadBeforeTenant = new Dictionary<string, string>
    {
        ["api_tokens"] = "the token in a request says whose request it is",
        ["invitations"] = "the secret in a link says which organization invites",
    };

    /// <summary>
    /// Tenant tables of which a person who is signed in (<c>app.user</c>) reads the rows of their own organizations before
    /// one of them is chosen (<c>app.organization</c> unset): the condition that makes a row theirs.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> ReadByMembers = new Dictionary<string, string>
    {
        ["members"] = "user_id = {0}",
        ["organizations"] = "id IN (SELECT organization_id FROM identity.members WHERE user_id = {0})",
        ["projects"] = "organization_id IN (SELECT organization_id FROM identity.members WHERE user_id = {0})",
    };

    /// <summary>
    /// Tenant tables to which the web role adds rows of no organization: what a person did about their
    /// own account. Of these it reads what the same actor (<c>app.actor</c>) wrote, as adding a row gives its id back.
    /// </summary>
    public static readonly IReadOnlySet<string> AddedOfNobody = new HashSet<string>
    {
        "audit_entries",
        "outgoing_mail",
    };

    /// <summary>Tenant tables that the web role adds rows to and never changes: the worker does the rest.</summary>
    public static readonly IReadOnlySet<string> TenantAddedByWeb = new HashSet<string>
    {
        "outgoing_mail",
    };

    /// <summary>Tenant tables that staff write themselves, besides reading all: rows only ever added.</summary>
    public static readonly IReadOnlySet<string> AddedByStaff = new HashSet<string>
    {
        "audit_entries",
    };

    /// <summary>Every table that a rule above names.</summary>
    public static IEnumerable<string> Names =>
        Global.Keys
            .Concat(TenantIsId).Concat(AppendOnly).Concat(GlobalWrittenByWeb).Concat(TenantReadByWeb)
            .Concat(ColumnsChangedByWeb.Keys).Concat(SellerWrittenByWeb.Keys).Concat(ReadBeforeTenant.Keys).Concat(AddedByWeb.Keys).Concat(AddedByStaff)
            .Concat(TenantAddedByWeb).Concat(ReadByMembers.Keys).Concat(AddedOfNobody)
            .Distinct();
}
