using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Trial;

namespace Hostelry.Billing.Customers;

/// <summary>
/// What a person's first organization begins with: its billing profile, and the credit that the settings give a new account.
/// Founding more of them brings nothing more. Part of creating the organization.
/// </summary>
public sealed class BeginCustomer(BeginBillingProfile profile, GrantSignUpCredit credit)
{
    /// <summary>Joins the transaction around it. Refusals: as <see cref="BeginBillingProfile"/> and <see cref="GrantSignUpCredit"/>.</summary>
    public async Task<Result<Done>> ExecuteAsync(long organizationId, string name, string country, CancellationToken ct)
    {
        var begun = await profile.ExecuteAsync(organizationId, name, country, ct);
        return begun.IsSuccess ? await credit.ExecuteAsync(organizationId, ct) : begun;
    }
}
