using Hostelry.Migrations;
using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;

using Microsoft.Extensions.Configuration;

namespace Hostelry.Portal.Tests.Composition;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Database:Provider", "postgresql")]
    [InlineData("Provisioning:HostSlots", "4097")]
    [InlineData("Provisioning:HostSlots", "many")]
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
