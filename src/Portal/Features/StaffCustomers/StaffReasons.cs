using Hostelry.Billing.Customers;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>The reasons that are people's to raise and clear; the money reasons are the billing tick's.</summary>
internal static class StaffReasons
{
    public static IReadOnlyList<string> All { get; } = [SuspensionReason.Abuse, SuspensionReason.Overdue, SuspensionReason.Staff];
}
