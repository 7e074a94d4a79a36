using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Hostelry.Virt.Native;

namespace Hostelry.Virt;

public sealed partial class Connection
{
    /// <summary>
    /// Subscribes to what happens to all domains of the host, from now on. Events are hints: between two connections they are lost,
    /// so look at the state after subscribing, and again after each new connection. Dispose it.
    /// </summary>
    public Task<DomainEvents> WatchDomainsAsync(CancellationToken ct = default) =>
        CallAsync(() => DomainEvents.Subscribe(this, _handle), ct);
}

/// <summary>
/// A subscription to domains' life: defined, started, stopped and so on, in the order of libvirt's telling. When nobody reads, the
/// oldest are dropped beyond 10,000.
/// </summary>
public sealed class DomainEvents : IDisposable, IAsyncDisposable
{
    private const int Room = 10_000;
    private const int Lifecycle = 0;

    private static readonly Callbacks<DomainEvents> Open = new();

    private readonly Connection _connection;
    private readonly Native.Handles.ConnectionHandle _handle;
    private readonly Channel<DomainEvent> _events;
    private nint _number;
    private int _registration;
    private int _disposed;
    private long _dropped;

    private DomainEvents(Connection connection, Native.Handles.ConnectionHandle handle)
    {
        _connection = connection;
        _handle = handle;
        _events = Channel.CreateBounded<DomainEvent>(
            new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = false },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Events dropped because nobody read them in time. Not 0: look at the state again.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal static int OpenCount => Open.Count;

    /// <summary>The events, as they come. Ends when the connection does or when this is disposed.</summary>
    public IAsyncEnumerable<DomainEvent> ReadAllAsync(CancellationToken ct = default) => _events.Reader.ReadAllAsync(ct);

    /// <summary>Ends the subscription without waiting for the daemon to know.</summary>
    public void Dispose() => _ = EndAsync();

    /// <summary>Ends the subscription.</summary>
    public async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);

    internal static unsafe DomainEvents Subscribe(Connection connection, Native.Handles.ConnectionHandle handle)
    {
        DomainEvents events = new(connection, handle);
        events._number = Open.Add(events);
        events._registration =
            LibvirtDomain.ConnectDomainEventRegisterAny(handle, 0, Lifecycle, &OnEvent, events._number, 0);
        if (events._registration < 0)
        {
            LibvirtException error = VirError.Last();
            Open.Remove(events._number);
            throw error;
        }

        _ = connection.Ended.ContinueWith(
            _ => events._events.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return events;
    }

    private Task EndAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return Task.CompletedTask;
        }

        Open.Remove(_number);
        _events.Writer.TryComplete();
        return _handle.IsClosed
            ? Task.CompletedTask
            : _connection.Calls.StartAsync(Deregister);
    }

    // A connection that is broken or closed has forgotten the registration by itself.
    private bool Deregister() => !_handle.IsClosed && LibvirtDomain.ConnectDomainEventDeregisterAny(_handle, _registration) >= 0;

    // On libvirt's event thread, for all subscriptions: copies what is said and is gone. No exception may leave it, and
    // nothing here throws: the lookup, the copies of memory that libvirt holds for us, and a bounded channel.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int OnEvent(nint connection, nint domain, int kind, int detail, nint number)
    {
        byte* uuid = stackalloc byte[16];
        if (Open.Find(number) is { } events && LibvirtDomain.DomainGetUUIDRaw(domain, uuid) >= 0)
        {
            events._events.Writer.TryWrite(new DomainEvent(
                new Guid(new ReadOnlySpan<byte>(uuid, 16), bigEndian: true),
                Marshal.PtrToStringUTF8(LibvirtDomain.DomainGetNameRaw(domain)) ?? "",
                (DomainEventKind)kind,
                (DomainEventKind)kind == DomainEventKind.Stopped ? (StopCause)detail : null));
        }

        return 0;
    }
}

/// <summary>Something happened to a domain.</summary>
/// <param name="Uuid">The domain's UUID.</param>
/// <param name="Name">Its name then.</param>
/// <param name="Kind">What happened.</param>
/// <param name="WhyStopped">Why it stopped; null for anything else.</param>
public sealed record DomainEvent(Guid Uuid, string Name, DomainEventKind Kind, StopCause? WhyStopped);

/// <summary>What happened to a domain.</summary>
public enum DomainEventKind
{
    /// <summary>It got a definition, or another one.</summary>
    Defined = 0,

    /// <summary>Its definition is gone.</summary>
    Undefined = 1,

    /// <summary>It runs.</summary>
    Started = 2,

    /// <summary>It is paused.</summary>
    Suspended = 3,

    /// <summary>It goes on.</summary>
    Resumed = 4,

    /// <summary>It is off.</summary>
    Stopped = 5,

    /// <summary>The guest is on its way to off.</summary>
    ShuttingDown = 6,

    /// <summary>It sleeps by its own power management.</summary>
    Asleep = 7,

    /// <summary>It crashed.</summary>
    Crashed = 8,
}

/// <summary>Why a domain stopped.</summary>
public enum StopCause
{
    /// <summary>By itself.</summary>
    Shutdown = 0,

    /// <summary>By force.</summary>
    Destroyed = 1,

    /// <summary>It crashed.</summary>
    Crashed = 2,

    /// <summary>It runs on another host now.</summary>
    Migrated = 3,

    /// <summary>Its state was saved.</summary>
    Saved = 4,

    /// <summary>What ran it failed.</summary>
    Failed = 5,

    /// <summary>A snapshot of it being off was restored.</summary>
    FromSnapshot = 6,
}
