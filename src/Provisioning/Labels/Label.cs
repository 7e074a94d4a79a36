namespace Hostelry.Provisioning.Labels;

/// <summary>What kind of thing a label hangs on.</summary>
public enum LabelledKind
{
    Server,
    SshKey,
}

/// <summary>
/// One label of one resource. Rows of their own, not JSON in the resource: a label selector is then the same plain,
/// indexed query on both databases (one EXISTS per requirement).
/// </summary>
public sealed class Label
{
    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    public required LabelledKind Kind { get; init; }

    public required long ResourceId { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }
}
