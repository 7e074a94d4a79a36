using System.Globalization;

namespace Hostelry.Virt.Host.Guests;

/// <summary>The host's processes, as /proc shows them.</summary>
internal static class ProcessTable
{
    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(path => Path.GetFileName(path))
        .Where(name => name.All(char.IsAsciiDigit))
        .Select(name => int.Parse(name, CultureInfo.InvariantCulture));

    /// <summary>The process that a pid file names, when it runs; a dead one that nobody has reaped yet does not.</summary>
    public static int? OfFile(string pidFile)
    {
        try
        {
            return int.TryParse(File.ReadAllText(pidFile), NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                && ArgumentsOf(process).Length > 0
                    ? process
                    : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What it was started with, its own name first; empty when it has ended.</summary>
    public static string[] ArgumentsOf(int process)
    {
        try
        {
            return Text(process, "cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>False for a guest's process, which may call itself what it likes.</summary>
    public static bool IsOfHost(int process)
    {
        try
        {
            return UserNamespace(FormattableString.Invariant($"{process}")) == UserNamespace("self");
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or even root here may not look into it.
        }
    }

    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Text(process, FormattableString.Invariant($"task/{process}/children"))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string? UserNamespace(string process) =>
        File.ResolveLinkTarget($"/proc/{process}/ns/user", returnFinalTarget: false)?.Name;

    private static string Text(int process, string file) => File.ReadAllText(FormattableString.Invariant($"/proc/{process}/{file}"));
}
