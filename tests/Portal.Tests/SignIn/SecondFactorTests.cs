using System.Buffers.Binary;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using OtpNet;

namespace Hostelry.Portal.Tests.SignIn;

/// <summary>One-time codes, asked of the use case itself.</summary>
public sealed class SecondFactorTests(Portals portals)
{
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    [Theory, OnBothDatabases]
    public async Task Code_posted_twice_at_once_lets_one_in(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (id, device) = await AccountAsync(portal);
        var code = device.ComputeTotp(Now);
        await using var first = await Attempt.BeginAsync(portal, id);
        await using var second = await Attempt.BeginAsync(portal, id);

        Assert.True(await first.TryAsync(code));
        Assert.False(await second.TryAsync(code));
    }

    [Theory, OnBothDatabases]
    public async Task Older_code_is_refused_after_a_newer_one(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (id, device) = await AccountAsync(portal);
        var present = Now;
        string[] codes = [device.ComputeTotp(present), device.ComputeTotp(present.AddSeconds(30)), device.ComputeTotp(present)];
        List<bool> entered = [];
        foreach (var code in codes)
        {
            await using var attempt = await Attempt.BeginAsync(portal, id);
            entered.Add(await attempt.TryAsync(code));
        }

        Assert.Equal([true, true, false], entered);
    }

    [Fact]
    public async Task Nobodys_password_costs_what_an_accounts_does()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var iterations = portal.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount;
        var hash = Convert.FromBase64String(portal.Services.GetRequiredService<NobodysPassword>().Hash);

        // Version, function, iterations: the format of ASP.NET Core Identity's hasher.
        Assert.Equal((uint)iterations, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
    }

    private static async Task<(long Id, Totp Device)> AccountAsync(TestPortal portal)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsStaff("test");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var name = Guid.CreateVersion7().ToString("N");
        var user = new User
        {
            Issuer = User.LocalIssuer,
            Subject = name,
            UserName = name,
            Email = name + "@example.org",
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        Assert.True((await users.CreateAsync(user)).Succeeded);
        Assert.True((await users.ResetAuthenticatorKeyAsync(user)).Succeeded);
        return (user.Id, new Totp(Base32Encoding.ToBytes(await users.GetAuthenticatorKeyAsync(user))));
    }

    /// <summary>One request that has read the account already.</summary>
    private sealed class Attempt(AsyncServiceScope scope, User user) : IAsyncDisposable
    {
        public static async Task<Attempt> BeginAsync(TestPortal portal, long id)
        {
            var scope = portal.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().ActAsStaff("test");
            var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>()
                .FindByIdAsync(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return new Attempt(scope, user!);
        }

        public Task<bool> TryAsync(string code) => scope.ServiceProvider.GetRequiredService<SignInSteps>()
            .CheckSecondFactorAsync(Door.Staff, user, code, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}
