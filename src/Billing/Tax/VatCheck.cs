using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Tax;

/// <summary>What is known of a VAT id.</summary>
public enum VatIdState
{
    /// <summary>The register has not answered. Neither valid nor invalid: taxed as without an id.</summary>
    Unverified,

    Valid,

    Invalid,
}

/// <summary>One question to the register and its answer: the evidence for a decision. Append-only.</summary>
public sealed class VatCheck : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>Country prefix and number, without spaces.</summary>
    public required string VatId { get; init; }

    public required VatIdState State { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Who answered: <c>vies</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The register's own number of this consultation; empty when it gave none.</summary>
    public required string Consultation { get; init; }

    /// <summary>The name the register has; empty when it tells none.</summary>
    public required string RegisteredName { get; init; }

    /// <summary>Why there was no answer, as a code of the register's; empty when there was one.</summary>
    public required string Trouble { get; init; }
}

/// <summary>A certificate of exemption that staff has seen.</summary>
public sealed class TaxCertificate : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>Its number, as printed on invoices.</summary>
    public required string Number { get; init; }

    public required DateOnly ValidFrom { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly ValidTo { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}
