using System.Collections.Concurrent;
using Hostelry.Virt;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>One libvirt connection per host, held open and opened again when it broke. Safe for many threads.</summary>
public sealed class HostConnections : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HostConnection> _hosts = new(StringComparer.Ordinal);

    /// <summary>The host's connection; opened now if need be.</summary>
    /// <exception cref="LibvirtException">libvirt could not be reached.</exception>
    public Task<Connection> GetAsync(HostEndpoint host, CancellationToken ct) =>
        _hosts.GetOrAdd(Uri(host), uri => new HostConnection(uri)).GetAsync(ct);

    public async ValueTask DisposeAsync()
    {
        foreach (HostConnection host in _hosts.Values)
        {
            await host.DisposeAsync();
        }
    }

    private static string Uri(HostEndpoint host) => host.Address == "local"
        ? "lxc:///system"
        : throw new HypervisorException(HypervisorErrorKind.Refused, "Only this machine can be a host in this version.");

    private sealed class HostConnection(string uri) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);
        private Connection? _connection;

        public async Task<Connection> GetAsync(CancellationToken ct)
        {
            await _turn.WaitAsync(ct);
            try
            {
                if (_connection is { } broken && broken.Ended.IsCompleted)
                {
                    _connection = null;
                    await broken.DisposeAsync();
                }

                return _connection ??= await Connection.OpenAsync(uri, ct: ct);
            }
            finally
            {
                _turn.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_connection is { } connection)
            {
                await connection.DisposeAsync();
            }

            _turn.Dispose();
        }
    }
}
