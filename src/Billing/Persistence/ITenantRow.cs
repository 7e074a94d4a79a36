namespace Hostelry.Billing.Persistence;

/// <summary>A row of one organization: gets the tenant filter and row-level security.</summary>
public interface ITenantRow
{
    long OrganizationId { get; }
}
