using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hostelry.Testing.Installations;

/// <summary>One running process of the product, with what it has written so far.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    /// <summary>What the system reports of a process that ended by SIGKILL.</summary>
    public const int KilledCode = 137;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _client;
    private bool _disposed;

    private PortalProcess(Process process, Uri address)
    {
        _process = process;
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it wrote, both streams.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Where it serves.</summary>
    public Uri Address => _client.BaseAddress!;

    public bool IsRunning => !_process.HasExited;

    /// <summary>True while SIGSTOP holds it.</summary>
    public bool IsStopped => IsRunning && State() == 'T';

    /// <summary>Bytes that it holds in RAM now, those of shared libraries too.</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines(FormattableString.Invariant($"/proc/{_process.Id}/status"))
            .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);

    /// <summary>What it has had of all cores so far, both in its own code and in the kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="command">The program, or a script that becomes it by <c>exec</c>, and its arguments.</param>
    /// <param name="address">Where it will serve.</param>
    /// <param name="environment">Added to this process's own.</param>
    public static PortalProcess Start(
        IReadOnlyList<string> command, Uri address, IReadOnlyDictionary<string, string> environment)
    {
        var process = Shell.Start(command, environment);
        process.StandardInput.Close();
        return new PortalProcess(process, address);
    }

    /// <summary>
    /// Waits until <c>/readyz</c> (or <paramref name="path"/>) says yes; throws with the log when the process ends or takes
    /// longer than 40 seconds (or <paramref name="limit"/>).
    /// </summary>
    public async Task ReadyAsync(string path = "/readyz", TimeSpan? limit = null)
    {
        try
        {
            await Wait.UntilAsync("the portal is ready", limit ?? TimeSpan.FromSeconds(40), async () => !IsRunning || await AnswersAsync(path));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(late.Message + "\n" + Log, late);
        }

        if (!IsRunning)
        {
            throw new InvalidOperationException($"The portal ended with {_process.ExitCode}:\n{Log}");
        }
    }

    /// <summary>Waits for its end by itself; the exit code, 128 and more for a signal.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The portal did not end within {limit.TotalSeconds:0} s:\n{Log}", late);
        }
    }

    /// <summary>Asks it to stop, as a service manager does, and waits for it; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync(TimeSpan.FromSeconds(30));
    }

    /// <param name="signal">As <c>CONT</c>.</param>
    public Task SignalAsync(string signal) =>
        Shell.RunAsync(["kill", "-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (IsRunning)
        {
            await KillAsync();
        }

        _client.Dispose();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private char State()
    {
        // "12 (name) T …": the name may hold anything but a closing parenthesis after the last one.
        var status = File.ReadAllText(FormattableString.Invariant($"/proc/{_process.Id}/stat"));
        return status[status.LastIndexOf(')') + 2];
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.Append(line).Append('\n');
            }
        }
    }
}
