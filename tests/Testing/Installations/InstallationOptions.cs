namespace Hostelry.Testing.Installations;

/// <summary>What a test wants of its installation.</summary>
/// <param name="Database">Where its state lies.</param>
public sealed record InstallationOptions(DatabaseKind Database)
{
    /// <summary>True for the Simulation build, which looks for failpoints; otherwise the tests' own configuration runs.</summary>
    public bool Failpoints { get; init; }

    /// <summary>
    /// A recipe under tests/Testing/Images to stand behind the image <c>debian-12</c>; null for the real one.
    /// </summary>
    public string? Recipe { get; init; }

    /// <summary>Settings beside those that make it an installation of its own: <c>Operations:Lease</c> → <c>00:00:02</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
