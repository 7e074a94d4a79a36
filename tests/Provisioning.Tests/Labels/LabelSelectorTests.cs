using CsCheck;

using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.SshKeys;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.Labels;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("   ", "")]
    [InlineData("env", "env")]
    [InlineData("!env", "!env")]
    [InlineData(" ! env ", "!env")]
    [InlineData("env=prod", "env in prod")]
    [InlineData("env==prod", "env in prod")]
    [InlineData("env = prod", "env in prod")]
    [InlineData("env=", "env in ")]
    [InlineData("env!=prod", "!env in prod")]
    [InlineData("env in (a,b)", "env in a|b")]
    [InlineData("env in(a , b)", "env in a|b")]
    [InlineData("env notin (a)", "!env in a")]
    [InlineData("example.com/env=prod,tier!=db,!old", "example.com/env in prod; !tier in db; !old")]
    [InlineData("in=notin", "in in notin")]
    public void Selector_is_read(string? text, string expected) => Assert.Equal(
        expected,
        string.Join("; ", LabelSelector.Parse(text).Value.Select(requirement =>
            (requirement.Negated ? "!" : "") + requirement.Key
            + (requirement.Values is { } values ? " in " + string.Join('|', values) : ""))));

    [Theory]
    [InlineData(",", 1)]
    [InlineData("a,", 3)]
    [InlineData("=a", 1)]
    [InlineData("a b", 3)]
    [InlineData("a in", 5)]
    [InlineData("a in (", 7)]
    [InlineData("a in (b", 8)]
    [InlineData("a=b c", 5)]
    [InlineData("a=b)", 4)]
    [InlineData("!a=b", 3)]
    [InlineData("a='b'", 3)]
    [InlineData("a=b;DROP TABLE servers", 4)]
    [InlineData("a=<x>", 3)]
    [InlineData("a\0", 2)]
    [InlineData("ä", 1)]
    public void Broken_selector_is_refused_with_the_place(string text, int place)
    {
        var problem = LabelSelector.Parse(text).Problem;
        Assert.Equal(("invalid_input", "label_selector"), (problem?.Code, problem?.Field));
        Assert.Contains(FormattableString.Invariant($"character {place}:"), problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Selector_of_any_text_never_throws() =>
        Gen.String[0, 60].Sample(text =>
        {
            var read = LabelSelector.Parse(text);
            return read.IsSuccess || read.Problem!.Code == "invalid_input";
        });

    [Fact]
    public void Selector_of_too_many_parts_is_refused()
    {
        Assert.NotNull(LabelSelector.Parse(string.Join(',', Enumerable.Repeat("a", 21))).Problem);
        Assert.NotNull(LabelSelector.Parse(new string('a', 4097)).Problem);
    }

    /// <summary>The query against an evaluator that knows nothing of the parser: both see the same random conditions.</summary>
    [Theory]
    [OnBothDatabases]
    public async Task Query_finds_what_a_naive_evaluator_finds(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        string[] keys = ["a", "b", "c"];
        string[] values = ["", "x", "y"];
        var resources = await LabelEveryWayAsync(shop, keys, values);
        var condition = Gen.Select(
            Gen.Int[0, 2].Select(index => keys[index]),
            Gen.Int[0, 2].Select(index => values[index]),
            Gen.Int[0, 2].Select(index => values[index]),
            Gen.Int[0, 6]);
        var conditions = condition.Array[1, 3].Array[60].Single();

        foreach (var set in conditions)
        {
            var selector = string.Join(',', set.Select(Write));
            var listed = await shop.UseAsync((SshKeyQueries use) =>
                use.ListAsync(Shop.Mine, new SshKeyFilter(LabelSelector: selector), new Page(1, 50), Shop.Ct));
            var expected = resources.Where(resource => set.All(condition => Holds(condition, resource.Value))).Select(resource => resource.Key);
            Assert.True(
                expected.Order().SequenceEqual(listed.Value.Items.Select(key => key.Id).Order()),
                $"{selector} found other resources than it should.");
        }
    }

    private static string Write((string Key, string First, string Second, int Form) condition) => condition.Form switch
    {
        0 => condition.Key,
        1 => "!" + condition.Key,
        2 => $"{condition.Key}={condition.First}",
        3 => $"{condition.Key}=={condition.First}",
        4 => $"{condition.Key}!={condition.First}",
        5 => $"{condition.Key} in ({condition.First},{condition.Second})",
        _ => $"{condition.Key} notin ({condition.First}, {condition.Second})",
    };

    private static bool Holds((string Key, string First, string Second, int Form) condition, Dictionary<string, string> labels)
    {
        var has = labels.TryGetValue(condition.Key, out var value);
        return condition.Form switch
        {
            0 => has,
            1 => !has,
            2 or 3 => has && value == condition.First,
            4 => !has || value != condition.First,
            5 => has && (value == condition.First || value == condition.Second),
            _ => !has || (value != condition.First && value != condition.Second),
        };
    }

    private static async Task<Dictionary<long, Dictionary<string, string>>> LabelEveryWayAsync(
        Shop shop, string[] keys, string[] values)
    {
        var resources = new Dictionary<long, Dictionary<string, string>>();
        await shop.WriteAsync(async db =>
        {
            for (var number = 0; number < 48; number++)
            {
                var key = new SshKey
                {
                    OrganizationId = Shop.Mine.OrganizationId,
                    ProjectId = Shop.Mine.ProjectId,
                    Name = FormattableString.Invariant($"key {number}"),
                    Fingerprint = FormattableString.Invariant($"{number}"),
                    PublicKey = Shop.PublicKey,
                    CreatedAt = shop.Database.Clock.GetUtcNow(),
                };
                db.SshKeys.Add(key);
                await db.SaveChangesAsync(Shop.Ct);

                // Digits of the number in base four choose each label's value, or its absence.
                var labels = keys.Select((name, index) => (name, digit: (number >> (2 * index)) & 3))
                    .Where(label => label.digit < values.Length)
                    .ToDictionary(label => label.name, label => values[label.digit]);
                LabelRows.Add(db, Shop.Mine, LabelledKind.SshKey, key.Id, labels);
                resources.Add(key.Id, labels);
            }
        });
        return resources;
    }
}
