using System.Text.RegularExpressions;

namespace Hostelry.Architecture.Tests;

/// <summary>Who acts beyond one tenant's rights stands on a list; this compares it with who asks.</summary>
public sealed partial class BeyondTenantTests
{
    [Fact]
    public void Every_act_beyond_a_tenant_is_on_the_list_and_every_entry_is_asked_for()
    {
        var listed = Entry().Matches(Repository.Read("src/Portal/Identity/BeyondTenant.cs")).Select(match => match.Groups["use"].Value).ToList();
        var asked =
            from path in Repository.Files()
            where path.StartsWith("src/Portal/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
            let text = Repository.Read(path)
            where text.Contains("BeyondTenant>()", StringComparison.Ordinal) || Injected().IsMatch(text)
            from Match match in Act().Matches(text)
            select match.Groups["use"].Value;

        Assert.NotEmpty(listed);
        Assert.Equal(listed.Order(StringComparer.Ordinal), asked.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\[typeof\((?<use>\w+)\)\]\s*=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\.DoAsync<\s*(?<use>\w+)\s*,", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Act();

    [GeneratedRegex(@"\bBeyondTenant \w+[,)]", RegexOptions.None, 1000)]
    private static partial Regex Injected();
}
