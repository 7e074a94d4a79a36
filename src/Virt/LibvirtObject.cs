using System.Runtime.InteropServices;

namespace Hostelry.Virt;

/// <summary>
/// Something on a host that libvirt handed out: a name for it, not a copy of it, so it goes stale when the thing changes
/// or goes. Dispose it when done; calls that are still running keep what they need until they end.
/// Safe for use by many threads at once.
/// </summary>
public abstract class LibvirtObject : IDisposable
{
    private readonly SafeHandle _held;

    private protected LibvirtObject(Connection connection, SafeHandle handle, string name, Guid uuid)
    {
        Connection = connection;
        _held = handle;
        Name = name;
        Uuid = uuid;
    }

    /// <summary>The connection it came by.</summary>
    public Connection Connection { get; }

    /// <summary>Its name on the host when it was looked up.</summary>
    public string Name { get; }

    /// <summary>Its UUID; empty for a kind of thing that has none.</summary>
    public Guid Uuid { get; }

    /// <summary>Gives the reference back. A second time does nothing; any other call afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _held.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<T> CallAsync<T>(Func<T> call, CancellationToken ct) => Connection.Calls.RunAsync(_held, call, ct);

    private protected static unsafe Guid ReadUuid(Func<nint, int> read)
    {
        byte* bytes = stackalloc byte[16];
        Native.Check.NotNegative(read((nint)bytes));
        return new Guid(new ReadOnlySpan<byte>(bytes, 16), bigEndian: true);
    }
}
