namespace Hostelry.EndToEnd.Tests;

public sealed class PortalStopTests(Provider provider)
{
    [Fact]
    public async Task Guests_go_on_while_the_portal_is_stopped_and_when_it_is_killed()
    {
        await provider.FreshAsync();
        var (server, address) = await provider.OrderAsync("steady", "ct11");
        var began = await provider.SshAsync(address, Began);

        Assert.Equal(0, await provider.Portal.StopAsync());
        Assert.Equal(began, await provider.SshAsync(address, Began));

        await provider.StartAsync();
        await provider.Portal.KillAsync();
        Assert.Equal(began, await provider.SshAsync(address, Began));

        await provider.StartAsync();
        Assert.Equal(began, await provider.SshAsync(address, Began));
        await provider.DeleteAsync(server);
        await provider.NothingIsLeftAsync();
    }

    private const string Began = "stat -c %Y.%Z /proc/1; systemctl show -p UserspaceTimestampMonotonic";
}
