using System.Diagnostics;

namespace Hostelry.Testing.Installations;

/// <summary>How a program ended, and what it wrote.</summary>
public sealed record ShellResult(int Code, string Output, string Error)
{
    /// <summary>The last line that is not empty; where commands put what scripts want.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}

/// <summary>Runs programs to their end, as a person at the machine would: an argument array, and never without a limit of time.</summary>
public static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Throws, with all that was written, when the program fails.</summary>
    public static async Task<ShellResult> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string input = "", TimeSpan? limit = null)
    {
        var result = await TryAsync(command, environment, input, limit);
        return result.Code == 0
            ? result
            : throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {result.Code}:\n{result.Output}\n{result.Error}");
    }

    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <param name="input">Goes to standard input.</param>
    /// <param name="limit">Two minutes when null; then it is killed and the call throws.</param>
    public static async Task<ShellResult> TryAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, string input = "", TimeSpan? limit = null)
    {
        using var process = Start(command, environment);
        using var patience = new CancellationTokenSource(limit ?? Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new ShellResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} did not end in time.", late);
        }
    }

    /// <summary>Starts a program in the root folder; all three of its streams are the caller's.</summary>
    internal static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
