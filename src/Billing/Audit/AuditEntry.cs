namespace Hostelry.Billing.Audit;

/// <summary>Who did what to which rows; append-only, no secrets. Written in the transaction of the change.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>user:12</c>, <c>token:7</c>, <c>operator</c>, <c>worker</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Null when the act concerns no single organization.</summary>
    public long? OrganizationId { get; init; }

    /// <summary>A stable code: <c>server.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The rows it touched: <c>server:12 subscription:5</c>.</summary>
    public required string Subjects { get; init; }
}
