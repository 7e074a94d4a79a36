namespace Hostelry.Portal.Composition;

/// <summary>The oldest runtime without a hole that this product would inherit.</summary>
internal static partial class RuntimeFloor
{
    /// <summary>10.0.7 closed forged cookies (CVE-2026-40372); request smuggling (CVE-2025-55315) was closed before 10.0.0.</summary>
    public static readonly Version Oldest = new(10, 0, 7);

    /// <summary>Null when the runtime is new enough, else what to do.</summary>
    public static string? Problem(Version present) => present >= Oldest
        ? null
        : $"This .NET runtime is {present}; older than {Oldest} lets cookies be forged (CVE-2026-40372). Update the .NET 10 runtime.";

    public static void Warn(ILogger logger)
    {
        if (Problem(Environment.Version) is { } problem)
        {
            Log(logger, problem);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private static partial void Log(ILogger logger, string problem);
}
