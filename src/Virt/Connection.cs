using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// A connection to a libvirt daemon (or to libvirt's test driver). Open one per host and keep it: opening costs far more than a call.
/// All methods may be called by many threads at once, never block the caller, and throw <see cref="LibvirtException"/> when libvirt
/// fails, <see cref="OperationCanceledException"/> at once when cancelled (the call then ends in the background, its effect
/// unknown), <see cref="ObjectDisposedException"/> after disposal. See libvirt-host.h.
/// </summary>
public sealed partial class Connection : IAsyncDisposable
{
    private static readonly Callbacks<Connection> Open = new();

    private readonly ConnectionHandle _handle;
    private readonly TaskCompletionSource<ConnectionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private nint _number;
    private int _disposed;

    private Connection(ConnectionHandle handle, CallThreads calls, string uri)
    {
        _handle = handle;
        Calls = calls;
        Uri = uri;
    }

    /// <summary>Version of the libvirt library in this process.</summary>
    /// <exception cref="DllNotFoundException">No libvirt is installed.</exception>
    public static Version LibraryVersion
    {
        get
        {
            EventLoop.EnsureStarted();
            Check.NotNegative(LibvirtHost.GetVersion(out nuint version, 0, 0));
            return ToVersion(version);
        }
    }

    /// <summary>The URI it was opened with.</summary>
    public string Uri { get; }

    /// <summary>
    /// Ends when the connection does: the daemon went, the network broke, keepalive got no answer, or it was disposed. Every call after
    /// that fails; open a new one. Drivers without a daemon never break.
    /// </summary>
    public Task<ConnectionEnd> Ended => _ended.Task;

    internal CallThreads Calls { get; }

    /// <summary>What remained when the last of our own references was given back; 0 means that nothing leaked. For tests.</summary>
    internal int? Remaining => _handle.Remaining;

    /// <summary>Opens a connection.</summary>
    /// <param name="uri"><c>lxc:///system</c>, <c>qemu:///system</c>, <c>test:///default</c>, <c>lxc+ssh://host/system</c>…</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="ct">Cancels the waiting; the attempt itself ends in the background.</param>
    /// <exception cref="LibvirtException">No daemon answers (<see cref="LibvirtException.IsConnectionLost"/>), the URI or the sign-in was refused.</exception>
    /// <exception cref="DllNotFoundException">No libvirt is installed.</exception>
    public static async Task<Connection> OpenAsync(string uri, ConnectionOptions? options = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        Check.Text(uri);
        options ??= ConnectionOptions.Default;
        CallThreads calls = new(options.MaxConcurrentCalls);
        Task<Connection> opening = calls.StartAsync(() => OpenNow(uri, options, calls));
        try
        {
            return await opening.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Too late to stop it: whatever comes of it is closed again.
            _ = opening.ContinueWith(
                static done => done.IsCompletedSuccessfully ? done.Result.DisposeAsync().AsTask() : Task.FromResult(done.Exception),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            throw;
        }
        finally
        {
            if (opening.IsFaulted)
            {
                calls.Close();
            }
        }
    }

    /// <summary>Whether the daemon still answers, as far as keepalive knows. Costs no round trip.</summary>
    public Task<bool> IsAliveAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtHost.ConnectIsAlive(_handle)), ct);

    /// <summary>
    /// Closes the connection when the calls that still run are done. Objects that came by it keep the native connection until they
    /// are disposed too, but no call can be made through them any more.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Open.Remove(_number);
        Task closing = Calls.StartAsync(CloseNow);
        Calls.Close();
        await closing.ConfigureAwait(false);
        _ended.TrySetResult(ConnectionEnd.Disposed);
    }

    internal Task<GuestStream> OpenStreamAsync(Action<StreamHandle> attach, CancellationToken ct) =>
        CallAsync(() => GuestStream.OpenNow(this, _handle, attach), ct);

    internal Task<T> CallAsync<T>(Func<T> call, CancellationToken ct) => Calls.RunAsync(_handle, call, ct);

    private static unsafe Connection OpenNow(string uri, ConnectionOptions options, CallThreads calls)
    {
        EventLoop.EnsureStarted();
        ConnectionHandle handle = Check.Handle(
            options.ReadOnly ? LibvirtHost.ConnectOpenReadOnly(uri) : LibvirtHost.ConnectOpen(uri));
        Connection connection = new(handle, calls, uri);
        connection._number = Open.Add(connection);
        Ignore(LibvirtErrorCode.NoSupport, LibvirtHost.ConnectRegisterCloseCallback(handle, &OnClosed, connection._number, 0));
        Ignore(
            LibvirtErrorCode.NoSupport,
            LibvirtHost.ConnectSetKeepAlive(handle, (int)options.KeepAliveInterval.TotalSeconds, (uint)options.KeepAliveCount));
        return connection;
    }

    private unsafe bool CloseNow()
    {
        // A registered callback holds a reference to the native connection. It fails where none was registered: no matter.
        _ = LibvirtHost.ConnectUnregisterCloseCallback(_handle, &OnClosed);
        _handle.Dispose();
        return true;
    }

    /// <summary>Drivers without a daemon know neither keepalive nor an end of the connection; they need neither.</summary>
    private static void Ignore(LibvirtErrorCode expected, int result)
    {
        if (result < 0 && VirError.Last() is { } error && error.Code != expected)
        {
            throw error;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnClosed(nint connection, int reason, nint number) =>
        Open.Find(number)?._ended.TrySetResult(reason switch
        {
            1 => ConnectionEnd.ClosedByDaemon,
            2 => ConnectionEnd.NoAnswer,
            3 => ConnectionEnd.Disposed,
            _ => ConnectionEnd.Broken,
        });

    // libvirt packs a version as 1,000,000 × major + 1,000 × minor + release.
    private static Version ToVersion(nuint version) =>
        new((int)(version / 1_000_000), (int)(version / 1_000 % 1_000), (int)(version % 1_000));
}

/// <summary>Why a connection ended.</summary>
public enum ConnectionEnd
{
    /// <summary>Reading or writing failed.</summary>
    Broken,

    /// <summary>The daemon closed it: it stopped or restarted.</summary>
    ClosedByDaemon,

    /// <summary>Keepalive got no answer.</summary>
    NoAnswer,

    /// <summary>It was disposed here.</summary>
    Disposed,
}
