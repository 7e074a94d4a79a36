using System.Data.Common;

using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Hostelry.Portal.Composition;

/// <summary>Prepares a connection whenever EF opens it, before its first statement.</summary>
internal sealed class OpeningInterceptor(
    Action<DbConnection> prepare, Func<DbConnection, CancellationToken, Task> prepareAsync) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        prepare(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        prepareAsync(connection, cancellationToken);
}
