using System.Globalization;
using System.Text.RegularExpressions;

using Hostelry.Portal.Api.Shared;

namespace Hostelry.Portal.Tests.Api;

/// <summary>docs/errors.md, the table of statuses and the sources say the same.</summary>
public sealed partial class ErrorCodesTests
{
    internal static readonly string Root = Find();

    private static readonly string Document = File.ReadAllText(Path.Combine(Root, "docs", "errors.md"));

    [Fact]
    public void Document_lists_every_status_as_it_is()
    {
        var listed = Row().Matches(Document).ToDictionary(
            row => row.Groups["code"].Value, row => int.Parse(row.Groups["status"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        Assert.Equal(ProblemStatus.All.OrderBy(code => code.Key, StringComparer.Ordinal), listed.OrderBy(code => code.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_in_the_sources_is_documented()
    {
        var codes = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Virt/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .SelectMany(source => NewProblem().Matches(source).Concat(Targeted().Matches(source)))
            .Select(match => match.Groups["code"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(codes);
        Assert.DoesNotContain(codes, code => !Document.Contains($"`{code}`", StringComparison.Ordinal));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \| (?<status>\d{3}) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"new Problem\(\s*""(?<code>[a-z_]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NewProblem();

    // A code of two words and a sentence: of what "new(…)" makes, only problems begin so.
    [GeneratedRegex(@"new\(\s*""(?<code>[a-z]+(?:_[a-z]+)+)"",\s*\$?""[^""]*[. ]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Targeted();
}
