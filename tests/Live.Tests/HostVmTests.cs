using System.Diagnostics;

namespace Hostelry.Live.Tests;

/// <summary>
/// The same attacks on the other kind of host: a normal Debian 12 with systemd, machined and cgroup v2, in a virtual machine.
/// Takes minutes without KVM, so it runs only when asked for: <c>./test --host-vm</c>.
/// </summary>
[Trait("Category", "HostVm")]
public sealed class HostVmTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Normal_host_holds_its_guests_as_this_one_does()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOSTELRY_HOST_VM") == "1", "Asked for by ./test --host-vm.");
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86 and qemu-utils are not installed.");
        string script = Path.Combine(Repository(), "tests/HostVm/run.sh");
        string cache = Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? "/var/cache", "hostelry", "host-vm");
        using var process = Process.Start(new ProcessStartInfo(script, [Virt.HostProgram.InstalledPath, AppContext.BaseDirectory, cache])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        CancellationToken ct = TestContext.Current.CancellationToken;
        Task<string> errors = process.StandardError.ReadToEndAsync(ct);
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            output.WriteLine(line);
        }

        output.WriteLine(await errors);
        await process.WaitForExitAsync(ct);
        Assert.Equal(0, process.ExitCode);
    }

    private static string Repository()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Portal.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The repository's root is not above the tests.");
    }
}
