using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Notices;

/// <summary>Something that a customer was told about its money; the row keeps it from being told twice.</summary>
public sealed class CustomerNotice : ITenantRow
{
    /// <summary>Version 7, so that ids follow time.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>One of <see cref="Mail.MailKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about; unique with the organization: a repetition tells nothing again.</summary>
    public required string Key { get; init; }

    /// <summary>The values of its text, in the order of its place holders, separated by line breaks; never markup.</summary>
    public required string Values { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
