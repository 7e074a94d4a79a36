using Hostelry.Billing.Books;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Migrations;
using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Mail;
using Hostelry.Portal.Tests.Api;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.Extensions.Configuration;

namespace Hostelry.Portal.Tests.Composition;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Database:Provider", "postgresql")]
    [InlineData("Provisioning:HostSlots", "4097")]
    [InlineData("Provisioning:HostSlots", "many")]
    [InlineData("Provisioning:NetworkCidr", "10.77.0.0/30")]
    [InlineData("Datev:Adviser", "1000")]
    [InlineData("Operations:Lease", "00:00:05")]
    [InlineData("Role", "Everything")]
    [InlineData("Proxies:0", "proxy.example.org")]
    public void Wrong_value_is_refused_at_start_by_its_key(string key, string value)
    {
        var wrong = Assert.Throws<WrongSettingsException>(() => PortalApplication.Create([$"--{key}={value}"]));
        Assert.Contains(key.Split(":0")[0], wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_end_server_and_command_with_two()
    {
        Assert.Equal(2, await PortalApplication.ServeAsync(["--Database:Provider=oracle"]));
        await using var error = new StringWriter();
        Assert.Equal(2, await OperatorCommands.RunAsync(["doctor"], TextWriter.Null, error, settings: ["--Database:Provider=oracle"]));
        Assert.Contains("Database:Provider", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Postgres_without_its_roles_names_each()
    {
        var wrong = Assert.Throws<WrongSettingsException>(() => PortalApplication.Create(["--Database:Provider=postgres"]));
        Assert.All(["Web", "Staff", "Worker"], role => Assert.Contains($"ConnectionStrings:{role}", wrong.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Provisioning", typeof(ProvisioningSettings))]
    [InlineData("Guests", typeof(GuestSettings))]
    [InlineData("Payments", typeof(PaymentSettings))]
    [InlineData("Stripe", typeof(StripeSettings))]
    [InlineData("Datev", typeof(DatevSettings))]
    [InlineData("Mail:Smtp", typeof(SmtpSettings))]
    public void Every_setting_is_documented(string section, Type settings)
    {
        var page = File.ReadAllText(Path.Combine(ErrorCodesTests.Root, "docs", "configuration.md"));
        var names = settings.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !page.Contains($"`{section}:{name}`", StringComparison.Ordinal));
    }

    /// <summary>Every process has HOME, and many a machine a ROLE: neither is ours.</summary>
    [Fact]
    public async Task Plain_environment_is_no_setting_of_portal_or_migrations()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("HOME"));
        Environment.SetEnvironmentVariable("Database__Provider", "oracle");
        var home = Directory.CreateTempSubdirectory("hostelry-home-").FullName;

        Assert.Null(new ConfigurationBuilder().AddSettings([]).Build()["Home"]);
        Assert.Equal(0, await MigrationCommand.RunAsync([$"--Home={home}"], TestContext.Current.CancellationToken));

        Assert.True(File.Exists(Path.Combine(home, "hostelry.db")));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(home, recursive: true);
    }
}
