using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// What was asked of an operation and what its steps recorded: ids, numbers and times, never a secret. Stored as JSON in
/// <see cref="Operation.Data"/>; fields are only ever added, so that rows of an older version stay readable.
/// </summary>
public sealed record OperationData
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Asked (rebuild): the image to start again from.</summary>
    public long? ImageId { get; init; }

    /// <summary>Asked (change_server_type): the new server type.</summary>
    public long? ServerTypeId { get; init; }

    /// <summary>Asked (change_server_type): leave the disk as it is, so that a later change back is possible.</summary>
    public bool KeepDisk { get; init; }

    /// <summary>Asked (create): leave the new server off.</summary>
    public bool LeaveOff { get; init; }

    /// <summary>Recorded (rebuild): digest of the base that the new disk stands on, fixed by the first step.</summary>
    public string? BaseDigest { get; init; }

    /// <summary>Recorded (create): when the server was seen ready; the paid period starts here.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    public static OperationData Parse(string json) =>
        JsonSerializer.Deserialize<OperationData>(json, Format) ?? new OperationData();

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
