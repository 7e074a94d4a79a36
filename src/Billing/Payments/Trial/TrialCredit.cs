using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Trial;

/// <summary>
/// Free credit that lasts until a day: spent before all other money, and what is left of it then goes back to where it was
/// granted. It came by the attempt of the same id.
/// </summary>
public sealed class TrialCredit : ITenantRow
{
    /// <summary>The attempt's.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What invoices have taken of it: the sum of its <see cref="TrialUse"/>s.</summary>
    public long UsedMinor { get; set; }

    /// <summary>What has gone back.</summary>
    public long ExpiredMinor { get; set; }

    /// <summary>When what nobody had used by then went back; null before.</summary>
    public DateTimeOffset? ExpiredAt { get; set; }

    /// <summary>Nothing is left, and nothing can be; null while there is.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What is neither used nor gone back. After <see cref="ExpiredAt"/>: kept for what was used before and is not invoiced yet.</summary>
    public Money Left => new(AmountMinor - UsedMinor - ExpiredMinor, Currency);
}

/// <summary>What an invoice took of a trial credit. Written once.</summary>
public sealed class TrialUse : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required Guid TrialCreditId { get; init; }

    public required long InvoiceId { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Section <c>Trial</c> of the settings: what a new account is given. Nothing by default.</summary>
public sealed class TrialSettings
{
    public const string Section = "Trial";

    /// <summary>In major units of the seller's currency; 0: nothing.</summary>
    public decimal Amount { get; init; }

    /// <summary>How long it lasts.</summary>
    public int Days { get; init; } = 30;
}
