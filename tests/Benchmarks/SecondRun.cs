using System.Diagnostics;

using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>
/// <c>./run</c> twice, as an operator starts it again after a reboot or a stop: in folders of its own, beside whatever installation
/// this machine has. The first one builds and prepares; the second is the measure.
/// </summary>
internal static class SecondRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hostelry-run-").FullName;
        try
        {
            await Shell.RunAsync(["chmod", "0755", folder]); // the product's user must get through
            yield return Figure.Told("first ./run, where packages and image were there", await RunAsync(folder), "{0:0.0} s");
            yield return Figure.AtMost("second ./run to a ready portal", await RunAsync(folder), 15, "{0:0.0} s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Seconds from its start to a portal that sells; then it is stopped.</summary>
    private static async Task<double> RunAsync(string folder)
    {
        var address = Installation.FreeAddress();
        var start = Stopwatch.GetTimestamp();
        await using var portal = PortalProcess.Start(
            ["bash", Path.Combine(Installation.Build("Repository"), "run")],
            address,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HOSTELRY_HOME"] = Path.Combine(folder, "home"),
                ["HOSTELRY_PROGRAMS"] = Path.Combine(folder, "programs"),
                ["HOSTELRY_Urls"] = address.ToString(),
                ["HOSTELRY_PublicUrl"] = address.ToString(),
            });
        await portal.ReadyAsync(limit: Patience);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await portal.StopAsync();
        return seconds;
    }
}
