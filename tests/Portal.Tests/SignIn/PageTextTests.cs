using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Hostelry.Portal.Tests.SignIn;

/// <summary>The texts of the pages: complete in every language, and every one that a view names is there.</summary>
public sealed partial class PageTextTests
{
    private static readonly Assembly Portal = typeof(Features.Shared.SharedText).Assembly;
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru");

    public static TheoryData<string> Features => [.. Portal.GetManifestResourceNames()
        .Where(name => name.EndsWith("Text.resources", StringComparison.Ordinal))
        .Select(name => name[..^".resources".Length])];

    [Theory]
    [MemberData(nameof(Features))]
    public void Russian_says_all_that_English_says_with_the_same_values(string feature)
    {
        var (english, russian) = (Texts(feature, CultureInfo.InvariantCulture), Texts(feature, Russian));

        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), russian.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, text) in english)
        {
            Assert.Equal((key, Values(text)), (key, Values(russian[key])));
            Assert.Matches(Cyrillic(), russian[key]);
        }
    }

    /// <summary>
    /// Those that views name; mail's are named by its kinds, which MailTests compares, and Wording's by code: WordingTests.
    /// </summary>
    public static TheoryData<string> FeaturesWithViews => [.. Portal.GetManifestResourceNames()
        .Where(name => name.EndsWith("Text.resources", StringComparison.Ordinal) && name.Contains(".Features.", StringComparison.Ordinal)
            && !name.EndsWith(".WordingText.resources", StringComparison.Ordinal))
        .Select(name => name[..^".resources".Length])];

    [Theory]
    [MemberData(nameof(FeaturesWithViews))]
    public void Every_text_that_a_view_names_is_there(string feature)
    {
        var folder = Path.Combine(FeaturesFolder(), feature.Split('.')[^2]);
        var shared = feature.EndsWith(".SharedText", StringComparison.Ordinal);
        var known = Texts(feature, CultureInfo.InvariantCulture).Keys;
        var named =
            from file in Directory.GetFiles(shared ? FeaturesFolder() : folder, "*.cshtml", SearchOption.AllDirectories)
            from Match match in (shared ? SharedName() : OwnName()).Matches(File.ReadAllText(file))
            select match.Groups["key"].Value;

        Assert.NotEmpty(named);
        Assert.Empty(named.Distinct(StringComparer.Ordinal).Except(known));
    }

    private static Dictionary<string, string> Texts(string feature, CultureInfo culture)
    {
        var set = new ResourceManager(feature, Portal).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!;
        return set.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    private static string Values(string text) =>
        string.Join(' ', Value().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal));

    private static string FeaturesFolder([CallerFilePath] string path = "") =>
        Path.GetFullPath("../../../src/Portal/Features", Path.GetDirectoryName(path)!);

    [GeneratedRegex(@"\bT\[""(?<key>\w+)""\s*[\],]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnName();

    [GeneratedRegex(@"\bWords\[""(?<key>\w+)""\s*[\],]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SharedName();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"\p{IsCyrillic}", RegexOptions.None, 1000)]
    private static partial Regex Cyrillic();
}
