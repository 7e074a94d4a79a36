namespace Hostelry.Virt.Tests;

public sealed class DomainEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Define_start_and_stop_arrive_in_order()
    {
        await using Connection connection = await TestHost.OpenAsync();
        await using DomainEvents events = await connection.WatchDomainsAsync(Token);
        using Domain domain = await connection.DefineDomainAsync(TestHost.DomainXml("watched"), ct: Token);
        await domain.StartAsync(ct: Token);
        await domain.DestroyAsync(ct: Token);
        await domain.UndefineAsync(ct: Token);

        List<DomainEvent> seen = [];
        await foreach (DomainEvent happened in events.ReadAllAsync(Token))
        {
            // The test driver's state is shared: other tests' domains are told of too.
            if (happened.Uuid == domain.Uuid)
            {
                seen.Add(happened);
            }

            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.All(seen, happened => Assert.Equal("watched", happened.Name));
        Assert.Equal(
            [
                (DomainEventKind.Defined, null),
                (DomainEventKind.Started, null),
                (DomainEventKind.Stopped, StopCause.Destroyed),
                (DomainEventKind.Undefined, (StopCause?)null),
            ],
            seen.Select(happened => (happened.Kind, happened.WhyStopped)));
        Assert.Equal(0, events.Dropped);
    }

    [Fact]
    public async Task Reading_ends_with_the_connection()
    {
        Connection connection = await TestHost.OpenAsync();
        DomainEvents events = await connection.WatchDomainsAsync(Token);
        await connection.DisposeAsync();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));

        // It comes to an end: without one, patience does. What others do to libvirt's one test host may be among what is read.
        Assert.InRange(await events.ReadAllAsync(patience.Token).CountAsync(patience.Token), 0, 100);
        await events.DisposeAsync();
    }
}
