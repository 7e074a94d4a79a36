using System.Text.Json;

using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Provisioning.Reconcile;

/// <summary>A <see cref="HostReport"/> as it is kept by the host's row, with what its guests take there.</summary>
/// <param name="Running">Guests that run.</param>
/// <param name="MemoryBytes">Their memory limits in force, together.</param>
/// <param name="DiskBytes">Disks of all guests, together.</param>
/// <param name="Removed">Names of remains that were taken away.</param>
/// <param name="Kept">Remains that could not be.</param>
/// <param name="Unknown">Guests of this installation without a row.</param>
/// <param name="Missing">Ids of living servers without a domain.</param>
public sealed record KeptReport(
    int Running,
    long MemoryBytes,
    long DiskBytes,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Kept,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<long> Missing)
{
    /// <summary>Names that are kept of each list: more says nothing, and the row stays small.</summary>
    private const int Most = 100;

    /// <summary>Somebody has to look.</summary>
    public bool IsWorrying => Kept.Count + Unknown.Count + Missing.Count > 0;

    public static KeptReport? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<KeptReport>(json);

    internal static KeptReport Of(HostReport report, IReadOnlyCollection<GuestObservation> seen) => new(
        seen.Count(guest => guest.State == GuestState.Running),
        seen.Sum(guest => guest.MemoryBytes ?? 0),
        seen.Sum(guest => guest.DiskBytes ?? 0),
        [.. report.Removed.Select(key => key.Name).Take(Most)],
        [.. report.Kept.Select(key => key.Name).Take(Most)],
        [.. report.Unknown.Select(key => key.Name).Take(Most)],
        [.. report.Missing.Take(Most)]);

    internal string ToJson() => JsonSerializer.Serialize(this);
}
