using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// Bytes to and from a guest through the daemon, as a console's. Read and write asynchronously only; one reader and one writer at a
/// time. Waiting for the guest holds no thread. Dispose it: that ends the console. See libvirt-stream.h.
/// </summary>
public sealed class GuestStream : Stream
{
    // From libvirt-stream.h.
    private const int NonBlocking = 1;
    private const int WouldBlock = -2;
    private const int Readable = 1 << 0;
    private const int Writable = 1 << 1;
    private const int ErrorOrHangup = (1 << 2) | (1 << 3);

    private static readonly Callbacks<GuestStream> Open = new();

    private readonly Lock _gate = new();
    private readonly Connection _connection;
    private readonly StreamHandle _handle;
    private TaskCompletionSource? _readable;
    private TaskCompletionSource? _writable;
    private nint _number;
    private bool _ended;
    private int _disposed;

    private GuestStream(Connection connection, StreamHandle handle)
    {
        _connection = connection;
        _handle = handle;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <summary>Not known.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not known.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal static int OpenCount => Open.Count;

    /// <summary>Reads what is there, or waits until something is. 0 at the end.</summary>
    /// <exception cref="LibvirtException">The stream broke.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // This call does not wait for the guest, so it is not left behind: it writes into the caller's buffer.
            int count = await _connection.Calls.RunAsync(_handle, () => Receive(buffer), CancellationToken.None).ConfigureAwait(false);
            if (count != WouldBlock)
            {
                _ended |= count == 0 && buffer.Length > 0;
                return count;
            }

            await WhenAsync(Readable, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes everything, waiting while the guest does not take it.</summary>
    /// <exception cref="LibvirtException">The stream broke.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> rest = buffer;
            int count = await _connection.Calls.RunAsync(_handle, () => Send(rest), CancellationToken.None).ConfigureAwait(false);
            if (count == WouldBlock)
            {
                await WhenAsync(Writable, cancellationToken).ConfigureAwait(false);
                continue;
            }

            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not offered: it would block a thread for as long as the guest is silent.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not offered: it would block a thread for as long as the guest does not read.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Nothing is held back here.</summary>
    public override void Flush()
    {
        // Every write went to the daemon.
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not offered.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not offered.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Ends the stream.</summary>
    public override async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Opens a stream on the calling thread, one of the connection's own.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="native">Its handle.</param>
    /// <param name="attach">The native call that connects the new stream to something; throws when it fails.</param>
    internal static unsafe GuestStream OpenNow(Connection connection, ConnectionHandle native, Action<StreamHandle> attach)
    {
        StreamHandle handle = Check.Handle(LibvirtStream.StreamNew(native, NonBlocking));
        GuestStream stream = new(connection, handle);
        try
        {
            attach(handle);
            stream._number = Open.Add(stream);
            Check.NotNegative(LibvirtStream.StreamEventAddCallback(handle, 0, &OnEvent, stream._number, 0));
            return stream;
        }
        catch (LibvirtException)
        {
            Open.Remove(stream._number);
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = EndAsync();
        }

        base.Dispose(disposing);
    }

    private Task EndAsync() =>
        Interlocked.Exchange(ref _disposed, 1) == 0 ? _connection.Calls.StartAsync(EndNow) : Task.CompletedTask;

    private bool EndNow()
    {
        Open.Remove(_number);
        _ = LibvirtStream.StreamEventRemoveCallback(_handle);

        // Whether the daemon takes the farewell does not matter any more.
        _ = _ended ? LibvirtStream.StreamFinish(_handle) : LibvirtStream.StreamAbort(_handle);
        _handle.Dispose();
        _readable?.TrySetResult();
        _writable?.TrySetResult();
        return true;
    }

    private unsafe int Receive(Memory<byte> buffer)
    {
        fixed (byte* bytes = buffer.Span)
        {
            int count = LibvirtStream.StreamRecv(_handle, bytes, (nuint)buffer.Length);
            return count == WouldBlock ? count : Check.NotNegative(count);
        }
    }

    private unsafe int Send(ReadOnlyMemory<byte> buffer)
    {
        fixed (byte* bytes = buffer.Span)
        {
            int count = LibvirtStream.StreamSend(_handle, bytes, (nuint)buffer.Length);
            return count == WouldBlock ? count : Check.NotNegative(count);
        }
    }

    /// <summary>Ends when the stream can go on that way, failed or was disposed; the next call tells which.</summary>
    private async Task WhenAsync(int way, CancellationToken ct)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _connection.Calls.RunAsync(
            _handle,
            () =>
            {
                lock (_gate)
                {
                    _ = way == Readable ? _readable = ready : _writable = ready;
                    return Check.NotNegative(LibvirtStream.StreamEventUpdateCallback(_handle, Wanted()));
                }
            },
            ct).ConfigureAwait(false);
        await ready.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    private int Wanted() => (_readable is null ? 0 : Readable) | (_writable is null ? 0 : Writable);

    // On libvirt's event thread. Nothing here throws.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEvent(nint native, int events, nint number) => Open.Find(number)?.Wake(native, events);

    private void Wake(nint native, int events)
    {
        lock (_gate)
        {
            if ((events & (Readable | ErrorOrHangup)) != 0)
            {
                _readable?.TrySetResult();
                _readable = null;
            }

            if ((events & (Writable | ErrorOrHangup)) != 0)
            {
                _writable?.TrySetResult();
                _writable = null;
            }

            // What is not waited for must not be asked for: libvirt would say it again at once, for ever.
            _ = LibvirtStream.StreamEventUpdateCallbackRaw(native, Wanted());
        }
    }
}
