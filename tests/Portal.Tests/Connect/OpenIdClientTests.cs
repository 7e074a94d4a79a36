using System.Diagnostics;
using System.Runtime.CompilerServices;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>npm's openid-client, which the OpenID Foundation certified, signs in here: a judge that is not ours.</summary>
public sealed class OpenIdClientTests
{
    private const string Password = "correct horse battery";

    [Theory]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.Postgres, false)]
    public async Task Certified_client_signs_in_refreshes_and_signs_out(DatabaseKind kind, bool confidential)
    {
        // What the issuer calls itself is where it is found.
        var address = Ports.FreeAddress();
        await using var portal = await TestPortal.StartAsync(kind, $"--Urls={address}", $"--PublicUrl={address}");
        var customer = await portal.CustomerAsync(credit: "0");
        var person = await portal.PersonAsync(customer.Id, password: Password);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Users.Where(row => row.Id == person.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailConfirmed, true), TestApi.Stop));
        var client = (await portal.AsWorkerAsync<RegisterClient, Result<NewClient>>(register => register.ExecuteAsync(
            new RegisterClientRequest("Node", ["https://client.example/back"], ["https://client.example/back"], confidential, ClientConsent.Once, OidcScopes.All),
            TestApi.Stop))).Value;
        await InstallAsync();

        var (code, said) = await RunAsync("node", ["sign-in.mjs"], new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ISSUER"] = address + "/",
            ["CLIENT_ID"] = client.ClientId,
            ["CLIENT_SECRET"] = client.Secret,
            ["EMAIL"] = person.Email,
            ["PASSWORD"] = Password,
            ["REDIRECT_URI"] = "https://client.example/back",
        });

        Assert.True(code == 0, said);
        Assert.Contains(FormattableString.Invariant($"\"sub\":\"{person.UserId}\""), said, StringComparison.Ordinal);
    }

    /// <summary>From the lock file, once.</summary>
    private static async Task InstallAsync()
    {
        if (!File.Exists(Path.Combine(Folder(), "node_modules", ".package-lock.json")))
        {
            var (code, said) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], []);
            Assert.True(code == 0, said);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestApi.Stop);
        var error = process.StandardError.ReadToEndAsync(TestApi.Stop);
        await process.WaitForExitAsync(TestApi.Stop).WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output + await error);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "openid-client");
}
