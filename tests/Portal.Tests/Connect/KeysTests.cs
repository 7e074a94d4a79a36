using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>The issuer's keys follow each other in time, and what is over goes.</summary>
public sealed class KeysTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Next_key_is_published_before_it_signs_and_the_last_one_kept_until_its_tokens_are_over()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        var clock = new FakeTimeProvider(Start);
        using var one = Keys(portal, clock);
        using var other = Keys(portal, clock);
        var first = Assert.Single(await IdsAsync(one));
        Assert.Equal([first], await IdsAsync(other));

        // A week before the end there are two, and the first still signs; the other process learns of it without a restart.
        clock.Advance(OidcKeys.Used - TimeSpan.FromDays(6));
        var two = await IdsAsync(one);
        Assert.Equal((2, first), (two.Count, two[0]));
        Assert.Equal(two, await IdsAsync(other));

        clock.Advance(TimeSpan.FromDays(6));
        var second = two.Single(id => id != first);
        Assert.Equal([second, first], await IdsAsync(one));

        clock.Advance(OidcKeys.KeptAfterwards);
        Assert.Equal([second], await IdsAsync(other));
        Assert.Equal(2, await CountAsync(portal));
        Assert.DoesNotContain("BEGIN", await portal.AsWorkerAsync<IdentityDb, string>(async db =>
            System.Text.Encoding.Latin1.GetString((await db.OidcKeys.FirstAsync(TestApi.Stop)).Signing)), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task What_ended_a_while_ago_is_pruned_and_what_holds_stays(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var client = await Client.RegisterAsync(portal);
        var visitor = new Visitor(portal, await portal.PersonAsync(customer.Id));
        var tokens = await client.CodeAsync(await visitor.AllowAsync(client.Ask()));
        var longAgo = TimeProvider.System.GetUtcNow().UtcDateTime - OidcLifetimes.KeptRows - TimeSpan.FromDays(1);
        var before = await TokensAsync(portal);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Set<OidcToken>()
            .Where(row => row.Status == OpenIddictConstants.Statuses.Redeemed)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CreationDate, longAgo), TestApi.Stop));

        Assert.Equal(1, await portal.AsWorkerAsync<PruneTokens, long>(prune => prune.ExecuteAsync(TestApi.Stop)));
        Assert.Equal(before - 1, await TokensAsync(portal));
        Assert.Equal(200, (await new TestApi(portal.Client(tokens["access_token"]!.GetValue<string>())).GetAsync("servers")).StatusCode);
        Assert.Null((await client.RefreshAsync(tokens))["error"]);
    }

    private static OidcKeys Keys(TestPortal portal, TimeProvider clock) => new(
        portal.Services.GetRequiredService<IServiceScopeFactory>(),
        portal.Services.GetRequiredService<IDataProtectionProvider>(),
        new OptionsCache<OpenIddictServerOptions>(),
        new OptionsCache<OpenIddictValidationOptions>(),
        clock);

    /// <summary>Names of the keys, the one that signs first.</summary>
    private static async Task<IReadOnlyList<string>> IdsAsync(OidcKeys keys)
    {
        await keys.ReadyAsync(TestApi.Stop);
        var options = new OpenIddictServerOptions();
        keys.Configure(options);
        Assert.Equal(options.SigningCredentials.Count, options.EncryptionCredentials.Count);
        return [.. options.SigningCredentials.Select(credentials => credentials.Key.KeyId)];
    }

    private static Task<int> CountAsync(TestPortal portal) =>
        portal.AsWorkerAsync<IdentityDb, int>(db => db.OidcKeys.CountAsync(TestApi.Stop));

    private static Task<int> TokensAsync(TestPortal portal) =>
        portal.AsWorkerAsync<IdentityDb, int>(db => db.Set<OidcToken>().CountAsync(TestApi.Stop));
}
