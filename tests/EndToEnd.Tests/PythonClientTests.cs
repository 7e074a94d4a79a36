using System.Text.Json;

using Hostelry.Testing.Installations;

namespace Hostelry.EndToEnd.Tests;

/// <summary>Debian's <c>python3-hcloud</c>, unmodified, against real guests; what it does stands in life.py.</summary>
public sealed class PythonClientTests(Provider provider)
{
    [Fact]
    public async Task Python_library_leads_a_server_through_its_whole_life()
    {
        await provider.FreshAsync();
        var key = await File.ReadAllTextAsync(await provider.NewKeyAsync("snake"), TestContext.Current.CancellationToken);
        var done = await Shell.RunAsync(
            [
                "timeout", "240", "/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "life.py"),
                new Uri(provider.Installation.Address, "/v1").ToString(), provider.Installation.Token, key,
            ],
            limit: TimeSpan.FromMinutes(5));
        var seen = JsonDocument.Parse(done.LastLine).RootElement;

        Assert.Contains("ct11", Texts(seen, "types"));
        Assert.Equal(["debian-12"], Texts(seen, "images"));
        Assert.Equal("running", seen.GetProperty("created").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("created").GetProperty("password").ValueKind);
        Assert.Equal(["snake"], Texts(seen, "selected"));
        Assert.Equal("viper", seen.GetProperty("updated").GetProperty("name").GetString());
        Assert.Equal("ct21", seen.GetProperty("type").GetString());
        Assert.Equal(
            ["off", "running", "running", "off", "running", "running"],
            new[] { "shutdown", "power_on", "reboot", "power_off", "power_on", "reset" }.Select(step => seen.GetProperty(step).GetString()));
        Assert.True(seen.GetProperty("password").GetString()!.Length >= 12);
        Assert.Contains("rebuild_server", Texts(seen, "commands"));
        Assert.Equal("uniqueness_error", seen.GetProperty("refused").GetString());
        Assert.Equal(0, seen.GetProperty("left").GetInt32());
        await provider.NothingIsLeftAsync();
    }

    private static IEnumerable<string?> Texts(JsonElement seen, string name) =>
        seen.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
