using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Hostelry.Virt;

/// <summary>
/// Runs <c>hostelry-host</c>, the program that does on a host what libvirt cannot: an argument array (no shell), requests with
/// secrets on standard input, one JSON document as answer. A process that is not root goes through <c>sudo -n</c>, which the
/// program's own setup allows for exactly this program.
/// </summary>
public sealed class HostProgram
{
    /// <summary>Where setup installs the program.</summary>
    public const string InstalledPath = "/usr/sbin/hostelry-host";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string _path;

    /// <param name="path">The program's file; null means <see cref="InstalledPath"/>.</param>
    public HostProgram(string? path = null) => _path = path ?? InstalledPath;

    /// <summary>Runs one verb and reads its answer.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="request">Goes to standard input as JSON; null sends nothing.</param>
    /// <param name="ct">Stops the waiting; what the program does then is unknown.</param>
    /// <exception cref="HostProgramException">It refused, failed or is not installed.</exception>
    public Task<T> RunAsync<T>(IReadOnlyList<string> arguments, object? request = null, CancellationToken ct = default) =>
        RunAsync<T>(arguments, request, progress: null, ct);

    /// <summary>Runs one long verb; the lines it writes on the way go to <paramref name="progress"/>.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="request">Goes to standard input as JSON; null sends nothing.</param>
    /// <param name="progress">Takes each line of progress; null drops them.</param>
    /// <param name="ct">Stops the waiting; what the program does then is unknown.</param>
    /// <exception cref="HostProgramException">It refused, failed or is not installed.</exception>
    public async Task<T> RunAsync<T>(
        IReadOnlyList<string> arguments, object? request, IProgress<string>? progress, CancellationToken ct)
    {
        using Process process = Start(arguments);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
            Task<string> complaint = ReadComplaintAsync(process.StandardError, progress, ct);
            if (request is not null)
            {
                string text = JsonSerializer.Serialize(request, request.GetType(), Json);
                await process.StandardInput.WriteAsync(text.AsMemory(), ct).ConfigureAwait(false);
            }

            process.StandardInput.Close();
            string answer = await output.ConfigureAwait(false);
            string lastLine = await complaint.ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            return process.ExitCode == 0 ? Read<T>(answer) : throw Refusal(answer, lastLine, process.ExitCode);
        }
        catch (IOException broken)
        {
            throw new HostProgramException("failed", $"{arguments[0]}: {broken.Message}");
        }
    }

    private Process Start(IReadOnlyList<string> arguments)
    {
        (string file, IEnumerable<string> all) = Environment.IsPrivilegedProcess
            ? (_path, arguments)
            : ("/usr/bin/sudo", (IEnumerable<string>)["-n", _path, .. arguments]);
        var start = new ProcessStartInfo(file, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new HostProgramException("not_set_up", $"{file}: {missing.Message}");
        }
    }

    private static async Task<string> ReadComplaintAsync(StreamReader reader, IProgress<string>? progress, CancellationToken ct)
    {
        string last = "";
        while (await reader.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
        {
            last = line;
            progress?.Report(line);
        }

        return last;
    }

    private static T Read<T>(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answer, Json)!;
        }
        catch (JsonException unreadable)
        {
            throw new HostProgramException("failed", $"The host program's answer cannot be read: {unreadable.Message}");
        }
    }

    private static HostProgramException Refusal(string answer, string lastLine, int code)
    {
        try
        {
            ErrorAnswer? error = JsonSerializer.Deserialize<ErrorAnswer>(answer, Json);
            return new HostProgramException(error!.Error, error.Message);
        }
        catch (JsonException)
        {
            return new HostProgramException("failed", FormattableString.Invariant($"The host program ended with {code}: {lastLine}"));
        }
    }

    private sealed record ErrorAnswer(string Error, string Message);
}

/// <summary>The host program did not do what it was asked.</summary>
public sealed class HostProgramException : Exception
{
    /// <param name="code">See <see cref="Code"/>.</param>
    /// <param name="message">For staff.</param>
    public HostProgramException(string code, string message)
        : base(message) => Code = code;

    /// <summary>
    /// <c>stale_fence</c>, <c>not_found</c>, <c>running</c>, <c>busy</c>, <c>no_space</c>, <c>refused</c>, <c>guest_files</c>, <c>not_set_up</c>,
    /// <c>failed</c> or <c>usage</c>.
    /// </summary>
    public string Code { get; }
}
