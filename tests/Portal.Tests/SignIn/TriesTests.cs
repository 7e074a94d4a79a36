using System.Diagnostics;
using System.Net;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.Extensions.Time.Testing;

namespace Hostelry.Portal.Tests.SignIn;

public sealed class TriesTests
{
    [Fact]
    public void Ten_tries_are_the_most_until_the_window_has_passed()
    {
        var clock = new FakeTimeProvider();
        var tries = new Tries(clock);
        Assert.All(Enumerable.Range(0, Tries.Most), _ => Assert.True(tries.Take("Admin@example.org")));
        Assert.False(tries.Take("admin@EXAMPLE.org"));
        Assert.True(tries.Take("other@example.org"));
        clock.Advance(Tries.Window);
        Assert.True(tries.Take("admin@example.org"));
    }

    [Fact]
    public void Many_names_cost_neither_time_nor_memory()
    {
        var tries = new Tries(new FakeTimeProvider());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        for (var name = 0; name < 400_000; name++)
        {
            tries.Take(FormattableString.Invariant($"{name}@example.org"));
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "Each name walks over those before it.");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 40 << 20);
        GC.KeepAlive(tries);
    }

    [Fact]
    public async Task One_address_posts_a_hundred_times_and_no_more()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        using var client = portal.Client();
        async Task<HttpStatusCode> PostAsync()
        {
            using var nothing = new FormUrlEncodedContent([]);
            return (await client.PostAsync(new Uri("/staff/sign-in", UriKind.Relative), nothing, TestApi.Stop)).StatusCode;
        }

        for (var post = 0; post < AddressLimit.Most; post++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, await PostAsync());
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync());
        var page = await client.GetAsync(new Uri("/staff/sign-in", UriKind.Relative), TestApi.Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
