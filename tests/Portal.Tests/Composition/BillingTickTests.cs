using System.Collections.Concurrent;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Composition;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using Npgsql;

namespace Hostelry.Portal.Tests.Composition;

/// <summary>The tick alone, its duties made to fail as they are resolved.</summary>
public sealed class BillingTickTests
{
    /// <summary>What EF throws of every query while PostgreSQL restarts.</summary>
    private static readonly Exception Restarting =
        new InvalidOperationException("…likely due to a transient failure…", new NpgsqlException("Connection refused"));

    private static readonly Exception Bug = new OverflowException();

    public static TheoryData<Exception> Failures => [Restarting, Bug];

    [Theory, MemberData(nameof(Failures))]
    public async Task Failing_duty_holds_up_neither_the_others_nor_the_next_minute(Exception failure)
    {
        var seen = new ConcurrentQueue<string>();
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection()
            .AddScoped<Tenant>()
            .AddScoped<CheckSpendingLimits>(_ => Fail<CheckSpendingLimits>("limits"))

            .AddScoped<CloseLastMonth>(_ => Fail<CloseLastMonth>("month"))
            .AddScoped<ForgetAnswers>(_ => Fail<ForgetAnswers>("answers"))
            .BuildServiceProvider();
        using var tick = new BillingTick(
            new Duties(services.GetRequiredService<IServiceScopeFactory>(), NullLogger<Duties>.Instance), clock);

        await tick.StartAsync(TestContext.Current.CancellationToken);
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(20);
        while (seen.Count < 6 && !tick.ExecuteTask!.IsCompleted && TimeProvider.System.GetUtcNow() < deadline)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.False(tick.ExecuteTask!.IsCompleted, "The tick has ended, and with it the process.");
        Assert.Equal(["limits", "month", "answers", "limits", "month", "answers"], seen.Take(6));
        await tick.StopAsync(TestContext.Current.CancellationToken);

        T Fail<T>(string duty)
        {
            seen.Enqueue(duty);
            throw failure;
        }
    }
}
