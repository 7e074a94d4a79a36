namespace Hostelry.Provisioning.Hosts;

/// <summary>The one row that names this installation on its hosts; made by the command <c>seed</c>, never changed.</summary>
public sealed class Installation
{
    /// <summary>Always 1.</summary>
    public long Id { get; init; }

    /// <summary>Eight random characters of a–z 0–9.</summary>
    public required string Name { get; init; }
}
