using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Provisioning.Operations;

/// <summary>Why a step did not end by itself.</summary>
public enum FailureKind
{
    /// <summary>The effect may or may not have happened: the step is repeated, and it looks before it acts.</summary>
    Unknown,

    /// <summary>Not now.</summary>
    Busy,

    /// <summary>The host saw a higher token: either this worker is a zombie, or the token must rise.</summary>
    StaleFence,

    /// <summary>The host is full at the moment.</summary>
    NoCapacity,

    /// <summary>It can never succeed as it stands.</summary>
    Refused,

    /// <summary>A bug, or an error nobody foresaw.</summary>
    Fault,
}

/// <summary>Which way the operation goes, and so whether it may give up.</summary>
public enum Going
{
    /// <summary>Towards the goal; giving up begins the undo.</summary>
    Forward,

    /// <summary>Backwards: never gives up, for what is left over would need a human.</summary>
    Undoing,

    /// <summary>Towards a goal that must be reached: delete, suspend, resume.</summary>
    Forever,
}

/// <summary>What to do after a failure.</summary>
/// <param name="Retry">False: give up and undo.</param>
/// <param name="After">How long to wait before the next try; zero when giving up.</param>
public readonly record struct RetryDecision(bool Retry, TimeSpan After);

/// <summary>Whether and when to try again: a pure function of the kind of failure and the attempt; no message is ever read.</summary>
public static class RetryPolicy
{
    /// <summary>How often a fault is tried before the operation gives up; a bug rarely heals.</summary>
    public const int MostFaults = 5;

    /// <summary>Decides. The operation's deadline is checked elsewhere: within it, transient failures are retried without limit.</summary>
    /// <param name="kind">Of the failure.</param>
    /// <param name="attempt">How many failures in a row, this one included: 1 or more.</param>
    /// <param name="going">Which way.</param>
    /// <param name="seed">Spreads operations that failed together, as all of one host do; the operation's id.</param>
    public static RetryDecision Decide(FailureKind kind, int attempt, Going going, long seed)
    {
        var giveUp = going == Going.Forward && kind switch
        {
            FailureKind.Refused => true,
            FailureKind.Fault => attempt >= MostFaults,
            FailureKind.Unknown or FailureKind.Busy or FailureKind.StaleFence or FailureKind.NoCapacity => false,
        };
        return giveUp ? new RetryDecision(false, TimeSpan.Zero) : new RetryDecision(true, Delay(kind, attempt, seed));
    }

    /// <summary>The kind of an exception that a step let out.</summary>
    public static FailureKind Classify(Exception failure) => failure switch
    {
        HypervisorException host => host.Kind switch
        {
            HypervisorErrorKind.Unknown => FailureKind.Unknown,
            HypervisorErrorKind.Busy => FailureKind.Busy,
            HypervisorErrorKind.StaleFence => FailureKind.StaleFence,
            HypervisorErrorKind.NoCapacity => FailureKind.NoCapacity,
            HypervisorErrorKind.Refused or HypervisorErrorKind.GuestFiles => FailureKind.Refused,
        },
        _ => DatabaseTrouble.Is(failure) ? FailureKind.Unknown : FailureKind.Fault,
    };

    /// <summary>Doubles from the first delay to the cap; moved by up to a fifth either way, the same for the same input.</summary>
    private static TimeSpan Delay(FailureKind kind, int attempt, long seed)
    {
        var (first, cap) = kind switch
        {
            FailureKind.StaleFence => (0.1, 5.0),
            FailureKind.Busy => (0.5, 30.0),
            FailureKind.Unknown => (1.0, 60.0),
            FailureKind.NoCapacity => (15.0, 300.0),
            FailureKind.Refused or FailureKind.Fault => (5.0, 300.0),
        };
        var seconds = Math.Min(cap, first * Math.Pow(2, Math.Min(attempt - 1, 30)));
        var spread = unchecked((uint)((seed * 2654435761L) + (attempt * 40503L))) % 401;
        return TimeSpan.FromSeconds(seconds * (0.8 + (spread / 1000.0)));
    }
}
