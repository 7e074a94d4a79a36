using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Naming;

namespace Hostelry.Provisioning.Tests.Naming;

public sealed class NamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("web-1")]
    [InlineData("Web.example.com")]
    [InlineData("1-web")]
    public void Host_name_is_taken(string name) => Assert.Null(Names.CheckHostName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a_b")]
    [InlineData("10.0.0.1")]
    [InlineData("ä")]
    [InlineData("а")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("a<b>")]
    [InlineData("a&amp;b")]
    [InlineData("a: b")]
    [InlineData("{a}")]
    [InlineData("*a")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("a;id")]
    [InlineData("a|b")]
    [InlineData("a'--")]
    [InlineData("a\"b")]
    [InlineData("../a")]
    [InlineData("%00")]
    public void Host_name_that_could_mean_something_elsewhere_is_refused(string? name)
    {
        var problem = Names.CheckHostName(name);
        Assert.Equal(("invalid_input", "name"), (problem?.Code, problem?.Field));
    }

    [Fact]
    public void Host_name_has_at_most_63_characters()
    {
        Assert.Null(Names.CheckHostName(new string('a', 63)));
        Assert.NotNull(Names.CheckHostName(new string('a', 64)));
        Assert.NotNull(Names.CheckHostName(new string('a', 65536)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a\tb")]
    [InlineData("a\0b")]
    [InlineData("a\u2028b")]
    [InlineData("prod\u202eyek")]
    [InlineData("a\u200bb")]
    public void Title_with_control_characters_or_blanks_at_its_ends_is_refused(string name) =>
        Assert.NotNull(Names.CheckTitle(name));

    [Fact]
    public void User_data_is_counted_in_bytes_not_characters()
    {
        Assert.Null(OrderCheck.CheckUserData(new string('x', 32768)));
        Assert.NotNull(OrderCheck.CheckUserData(new string('ä', 16385)));
    }
}
