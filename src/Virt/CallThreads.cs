using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hostelry.Virt;

/// <summary>
/// The threads of one connection. Every call of libvirt's blocks until the daemon answers, for seconds when a guest is slow to
/// die: on the thread pool a few dozen would starve everything else in the process. Here at most <c>size</c> threads block, further calls
/// wait in a queue, and the caller gets a task.
/// Threads are made when they are needed and end when they were idle for a while.
/// </summary>
internal sealed class CallThreads(int size) : TaskScheduler
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Queue<Task> _waiting = new();
    private int _threads;
    private int _idle;
    private volatile bool _closed;

    public override int MaximumConcurrencyLevel => size;

    /// <summary>Calls that wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>
    /// Runs a native call. When the caller cancels, its task ends at once; the call itself cannot be stopped, so it ends in the
    /// background, keeps <paramref name="subject"/> alive until then, and what it returns is disposed. A call that did not
    /// begin is skipped.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The subject or the connection was disposed before.</exception>
    public async Task<T> RunAsync<T>(SafeHandle subject, Func<T> call, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, typeof(Connection));
        bool held = false;
        subject.DangerousAddRef(ref held);
        Task<T> running = StartAsync(
            () =>
            {
                try
                {
                    ct.ThrowIfCancellationRequested();
                    return call();
                }
                finally
                {
                    subject.DangerousRelease();
                }
            });
        try
        {
            return await running.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _ = running.ContinueWith(
                Abandon, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, Default);
            throw;
        }
    }

    /// <summary>Runs a native call that has no subject yet, or takes the last reference to it.</summary>
    public Task<T> StartAsync<T>(Func<T> call) =>
        Task.Factory.StartNew(
            call,
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
            this);

    /// <summary>Lets the threads end when the queue is empty.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _waiting.Enqueue(task);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < size)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = "libvirt call" }.Start();
            }
        }
    }

    /// <summary>Never on the caller's thread: not blocking it is the point.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _waiting];
        }
    }

    internal static void Abandon<T>(Task<T> done)
    {
        if (!done.IsCompletedSuccessfully)
        {
            // Nobody waits for this error any more; having looked at it keeps it from being reported as forgotten.
            _ = done.Exception;
            return;
        }

        switch (done.Result)
        {
            case IDisposable one:
                one.Dispose();
                break;
            case IEnumerable<IDisposable> many:
                foreach (IDisposable item in many)
                {
                    item.Dispose();
                }

                break;
        }
    }

    private void Work()
    {
        while (TryTake(out Task? task))
        {
            TryExecuteTask(task);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task? task)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                bool woken = !_closed && Monitor.Wait(_gate, IdleTime);
                _idle--;
                if (!woken && _waiting.Count == 0)
                {
                    _threads--;
                    task = null;
                    return false;
                }
            }

            task = _waiting.Dequeue();
            return true;
        }
    }
}
