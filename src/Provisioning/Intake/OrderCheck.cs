using System.Text;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Naming;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>Everything about an order that needs no room and no money: its fields, what it names, its quota.</summary>
public sealed class OrderCheck(ProvisioningDb db, PartsFinder parts, Quotas quotas)
{
    public const int MaxUserDataBytes = 32 * 1024;
    private const int MaxSshKeys = 50;

    /// <summary>No query: the fields by themselves.</summary>
    internal static Problem? CheckFields(PlaceOrderRequest request) =>
        Names.CheckHostName(request.Name)
        ?? LabelRules.Check(request.Labels)
        ?? CheckUserData(request.UserData)
        ?? (request.SshKeys.Count > MaxSshKeys
            ? Problems.Invalid("ssh_keys", FormattableString.Invariant($"must have at most {MaxSshKeys} entries."))
            : null)
        ?? (request.Location is not null && request.Datacenter is not null
            ? Problems.Invalid("datacenter", "must not be given together with location.")
            : null);

    internal static Problem? CheckUserData(string? userData) =>
        userData is null
        || (Encoding.UTF8.GetByteCount(userData) <= MaxUserDataBytes && !userData.Contains('\0', StringComparison.Ordinal))
            ? null
            : Problems.Invalid("user_data", "must have at most 32 KiB and no NUL.");

    /// <summary>What the order names. No lock is needed: nothing of it is counted. Refusals: <c>not_found</c>, <c>invalid_input</c>.</summary>
    internal Task<Result<OrderParts>> PartsAsync(PlaceOrderRequest request, CancellationToken ct) => parts.FindAsync(request, ct);

    /// <summary>
    /// Two queries, under the organization's lock: name and quota stay as found until the transaction ends. Null when the
    /// order fits, else <c>uniqueness_error</c> or <c>resource_limit_exceeded</c>.
    /// </summary>
    internal async Task<Problem?> LimitsAsync(PlaceOrderRequest request, OrderParts found, CancellationToken ct)
    {
        var taken = await db.Servers.AnyAsync(
            server => server.OrganizationId == request.Project.OrganizationId
                && server.ProjectId == request.Project.ProjectId
                && server.Name == request.Name
                && server.DeletedAt == null,
            ct);
        return taken
            ? Problems.NameTaken("server")
            : await quotas.CheckServersAsync(request.Project.OrganizationId, servers: 1, found.Type.Cores, ct);
    }
}
