using System.Data.Common;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Persistence;

/// <summary>Tells a database that is away, busy or restarting from a mistake of ours.</summary>
public static class DatabaseTrouble
{
    /// <summary>
    /// True for what heals when it is tried again later: no connection, a time-out, a deadlock's victim. EF's provider for
    /// PostgreSQL wraps what it calls transient in an <see cref="InvalidOperationException"/>.
    /// </summary>
    public static bool Is(Exception failure) =>
        failure is DbException or DbUpdateException or TimeoutException
        || (failure is InvalidOperationException && failure.InnerException is { } inner && Is(inner));
}
