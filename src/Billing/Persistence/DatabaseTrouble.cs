using System.Data.Common;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Persistence;

/// <summary>Tells a database that is away, busy or restarting from a mistake of ours.</summary>
public static class DatabaseTrouble
{
    /// <summary>
    /// True for whatever a database throws: no connection, a time-out, a deadlock's victim, a broken rule. EF's provider for
    /// PostgreSQL wraps what it calls transient in an <see cref="InvalidOperationException"/>.
    /// </summary>
    public static bool Is(Exception failure) =>
        failure is DbException or DbUpdateException or TimeoutException
        || (failure is InvalidOperationException && failure.InnerException is { } inner && Is(inner));

    /// <summary>
    /// True when the database itself says that it is not its answer but its absence: a time-out, a lost connection, a deadlock's
    /// victim, a restart. A broken rule, as a duplicate, is none. Looks through the whole chain: what a driver throws for a
    /// broken connection has the socket's error inside.
    /// </summary>
    public static bool IsPassing(Exception? failure) => failure switch
    {
        null => false,
        TimeoutException or DbException { IsTransient: true } => true,
        // The server ended this connection: because this process slept in a transaction, or for itself.
        DbException { SqlState: "25P03" or ['5', '7', 'P', ..] } => true,
        _ => IsPassing(failure.InnerException),
    };
}
