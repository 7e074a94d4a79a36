using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Tests;

public sealed class CallThreadsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_blocked_calls_hold_five_threads_and_none_of_the_pools()
    {
        CallThreads calls = new(5);
        using DomainHandle subject = new();
        using ManualResetEventSlim gate = new();
        int running = 0;
        int most = 0;
        int onThePool = 0;
        Task<int>[] blocked =
        [
            .. Enumerable.Range(0, 200).Select(index => calls.RunAsync(
                subject,
                () =>
                {
                    int now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    Interlocked.Add(ref onThePool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
                    gate.Wait(Token);
                    Interlocked.Decrement(ref running);
                    return index;
                },
                Token)),
        ];

        await Until(() => calls.Waiting == 195);

        // While all five are blocked, the pool still runs what it is given, one after another and many at once.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => { }, Token)));
        Assert.DoesNotContain(blocked, call => call.IsCompleted);
        gate.Set();
        Assert.Equal(Enumerable.Range(0, 200), await Task.WhenAll(blocked));
        Assert.Equal((5, 0), (most, onThePool));
        calls.Close();
    }

    [Fact]
    public async Task What_follows_a_call_does_not_run_on_the_calls_thread()
    {
        CallThreads calls = new(1);
        using DomainHandle subject = new();

        (int call, int next) = await Task.Run(
            async () =>
            {
                int thread = await calls.RunAsync(subject, () => Environment.CurrentManagedThreadId, Token).ConfigureAwait(false);
                return (thread, Environment.CurrentManagedThreadId);
            },
            Token);

        Assert.NotEqual(call, next);
        calls.Close();
    }

    [Fact]
    public async Task A_cancelled_waiter_returns_at_once_and_the_call_ends_behind_it_with_its_handle_alive()
    {
        CallThreads calls = new(1);
        using ManualResetEventSlim gate = new();
        using CancellationTokenSource cancel = new();
        WitnessHandle subject = new();
        Witness result = new();
        Task<Witness> waiting = calls.RunAsync(
            subject,
            () =>
            {
                gate.Wait(Token);
                Assert.False(subject.Released);
                return result;
            },
            cancel.Token);
        await Until(() => calls.Waiting == 0);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        subject.Dispose();

        Assert.False(subject.Released);
        gate.Set();
        await Until(() => subject.Released && result.Disposed);
        calls.Close();
    }

    [Fact]
    public async Task A_call_cancelled_in_the_queue_never_begins_and_lets_its_handle_go()
    {
        CallThreads calls = new(1);
        using ManualResetEventSlim gate = new();
        using CancellationTokenSource cancel = new();
        using DomainHandle other = new();
        WitnessHandle subject = new();
        bool began = false;
        Task<bool> first = calls.RunAsync(other, () => gate.Wait(TimeSpan.FromMinutes(1), Token), Token);
        Task<bool> second = calls.RunAsync(subject, () => began = true, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        subject.Dispose();
        gate.Set();
        await first;

        await Until(() => subject.Released);
        Assert.False(began);
        calls.Close();
    }

    [Fact]
    public async Task A_disposed_handle_and_a_closed_connection_are_refused()
    {
        CallThreads calls = new(1);
        DomainHandle gone = new();
        gone.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls.RunAsync(gone, () => 1, Token));

        calls.Close();
        using DomainHandle subject = new();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls.RunAsync(subject, () => 1, Token));
    }

    internal static async Task Until(Func<bool> holds)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var found && found != seen)
        {
            seen = found;
        }
    }

    private sealed class Witness : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    private sealed class WitnessHandle() : System.Runtime.InteropServices.SafeHandle(1, ownsHandle: true)
    {
        public bool Released { get; private set; }

        public override bool IsInvalid => false;

        protected override bool ReleaseHandle() => Released = true;
    }
}
