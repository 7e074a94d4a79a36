using System.Globalization;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Virt;

namespace Hostelry.Testing.Installations;

/// <summary>
/// A libvirt network that no other test run uses, held by a lock on a file that names the installation. Whoever takes it
/// next, or gives it back, removes everything that this installation left on the host.
/// </summary>
public sealed class TestNetwork : IAsyncDisposable
{
    private const string Folder = "/var/tmp/hostelry-test-networks";
    private const int Most = 99;

    private readonly FileStream _held;

    private TestNetwork(FileStream held, int number) => (_held, Number) = (held, number);

    public int Number { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"htest{Number}");

    public string Cidr => string.Create(CultureInfo.InvariantCulture, $"10.79.{Number}.0/24");

    public static async Task<TestNetwork> TakeAsync()
    {
        Directory.CreateDirectory(Folder);
        for (var number = 1; number <= Most; number++)
        {
            try
            {
                var held = new FileStream(
                    Path.Combine(Folder, number.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var network = new TestNetwork(held, number);
                await network.ClearAsync();
                return network;
            }
            catch (IOException)
            {
                // Another run holds it: the next one.
            }
        }

        throw new InvalidOperationException($"All {Most} test networks are taken.");
    }

    /// <summary>From now on what this installation leaves is found again, even if this run is killed.</summary>
    public async Task NameAsync(string installation)
    {
        _held.SetLength(0);
        await _held.WriteAsync(System.Text.Encoding.ASCII.GetBytes(installation));
        await _held.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ClearAsync();
        await _held.DisposeAsync();
    }

    private async Task ClearAsync()
    {
        _held.Position = 0;
        using var reader = new StreamReader(_held, leaveOpen: true);
        if (await reader.ReadToEndAsync() is { Length: 8 } installation)
        {
            await RemoveGuestsAsync(installation);
            _held.SetLength(0);
            await _held.FlushAsync();
        }
    }

    private async Task RemoveGuestsAsync(string installation)
    {
        var host = new HostEndpoint(1, "local");
        var last = new Fence(1, long.MaxValue); // nobody comes after us
        await using var connections = new HostConnections();
        var hypervisor = new LibvirtHypervisor(new HostProgram(), connections, new OperationSettings(), new GuestSettings());
        foreach (var guest in await hypervisor.ListAsync(host, installation, CancellationToken.None))
        {
            await hypervisor.KillAsync(host, guest.Key, last, CancellationToken.None);
            await hypervisor.UndefineAsync(host, guest.Key, last, CancellationToken.None);
            await hypervisor.DeleteDiskAsync(host, guest.Key, last, CancellationToken.None);
        }

        await Shell.TryAsync(["virsh", "-c", "lxc:///system", "net-destroy", Name]);
        await Shell.TryAsync(["virsh", "-c", "lxc:///system", "net-undefine", Name]);
        await Shell.TryAsync(["virsh", "-c", "lxc:///system", "nwfilter-undefine", "hostelry-guest-" + Name]);
        await Shell.TryAsync(["ip", "link", "delete", Name + "0"]); // left when libvirtd lost its memory in between
        foreach (var fence in Directory.EnumerateFiles("/var/lib/hostelry-host/fences", $"hostelry_{installation}_*"))
        {
            File.Delete(fence);
        }
    }
}
