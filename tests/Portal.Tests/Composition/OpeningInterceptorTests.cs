using System.Data.Common;

using Hostelry.Portal.Composition;

using Microsoft.Data.Sqlite;

namespace Hostelry.Portal.Tests.Composition;

public sealed class OpeningInterceptorTests
{
    [Fact]
    public async Task Async_opening_waits_for_the_first_statement_without_holding_a_thread()
    {
        var answered = new TaskCompletionSource();
        var interceptor = new OpeningInterceptor(
            _ => Assert.Fail("The blocking way is for blocking callers."),
            (_, _) => answered.Task);
        await using DbConnection connection = new SqliteConnection("Data Source=:memory:");

        var opening = interceptor.ConnectionOpenedAsync(connection, null!, TestContext.Current.CancellationToken);
        Assert.False(opening.IsCompleted);
        answered.SetResult();
        await opening;
    }
}
