using System.Text.RegularExpressions;

namespace Hostelry.Architecture.Tests;

/// <summary>What may not stand in any file of the repository.</summary>
public sealed partial class TextTests
{
    [Fact]
    public void Files_name_neither_the_place_they_lie_in_nor_a_registry()
    {
        var named =
            from path in Repository.Files()
            where !Binary().IsMatch(path)
            from line in File.ReadLines(Path.Combine(Repository.Root, path)).Index()
            where line.Item.Contains(Repository.Root, StringComparison.Ordinal) || RegistryHost().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

        Assert.Empty(named);
    }

    [Fact]
    public void Packages_come_from_wherever_the_machine_says()
    {
        Assert.DoesNotContain(
            Repository.Files(), path => Path.GetFileName(path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Scripts_are_bash_that_stops_at_the_first_error()
    {
        foreach (var path in Repository.Files().Where(path => Path.GetExtension(path) is "" or ".sh" && !Binary().IsMatch(path)))
        {
            var text = Repository.Read(path);
            if (text.StartsWith("#!/bin/bash", StringComparison.Ordinal))
            {
                Assert.True(text.Contains("set -eu", StringComparison.Ordinal) || text.Contains(". .ci/machine", StringComparison.Ordinal), $"{path} does not say set -eu…");
            }
        }
    }

    /// <summary>An address whose host is a package registry's, by the word in its name.</summary>
    [GeneratedRegex(@"https?://[^/\s""']*(nuget|npm|pypi|artifactory|mirror)[^/\s""']*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\.(png|ico|woff2?|gz|db|pdf)$|/hcloud\.openapi\.json$|packages\.lock\.json$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Binary();
}
