using System.ComponentModel;
using System.Diagnostics;
using Hostelry.Virt.Host.Guests;

namespace Hostelry.Virt.Host;

/// <summary>Runs the system's own programs: argument arrays, a clean environment, no shell.</summary>
internal static class Tool
{
    private const string SearchPath = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// Runs to the end and returns what it wrote; its last line of complaint becomes the error, which is <c>no_space</c> when
    /// the disk that guests lie on is full.
    /// </summary>
    public static string Run(string program, IReadOnlyList<string> arguments, string? input = null)
    {
        (int code, string output, string error) = Try(program, arguments, input);
        return code == 0
            ? output
            : throw new HostException(
                Disk.IsFull() ? "no_space" : "failed",
                FormattableString.Invariant($"{program} ended with {code}: {LastLine(error)}"));
    }

    /// <summary>Runs to the end; the caller looks at the exit code.</summary>
    public static (int Code, string Output, string Error) Try(
        string program, IReadOnlyList<string> arguments, string? input = null)
    {
        using Process process = Start(program, arguments, redirectInput: true);
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a long one: every line it writes goes to our standard error as progress.</summary>
    public static void RunAloud(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using Process process = Start(program, arguments, redirectInput: true, environment);
        process.StandardInput.Close();
        Task output = Task.Run(() => process.StandardOutput.ReadToEnd());
        string last = "";
        while (process.StandardError.ReadLine() is { } line)
        {
            last = line;
            Console.Error.WriteLine(line);
        }

        output.Wait();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new HostException("failed", FormattableString.Invariant($"{program} ended with {process.ExitCode}: {last}"));
        }
    }

    /// <summary>Starts a program that outlives us: a session of its own, nothing of ours held open.</summary>
    public static void RunDetached(string program, IReadOnlyList<string> arguments)
    {
        const string Detach = "exec setsid -f \"$@\" </dev/null >/dev/null 2>&1";
        _ = Run("/bin/sh", ["-c", Detach, "sh", program, .. arguments]);
    }

    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string program) =>
        SearchPath.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    /// <summary>Starts a program with its input held open, so that it waits for us.</summary>
    public static Process Start(
        string program,
        IReadOnlyList<string> arguments,
        bool redirectInput,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = "/root";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new HostException("not_set_up", $"{program}: {missing.Message}");
        }
    }

    private static string Find(string program) =>
        program.StartsWith('/')
            ? program
            : SearchPath.Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists) ?? program;

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];
}
