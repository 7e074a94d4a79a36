using System.Globalization;
using System.Reflection;
using System.Resources;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>Every code that a page can meet has words, and amounts are written as people write them.</summary>
public sealed class WordingTests
{
    private static readonly ResourceManager Words = new(typeof(WordingText).FullName!, typeof(WordingText).Assembly);

    /// <summary>Refusals that no form of a page can get: they are about HTTP, JSON, tokens and bugs.</summary>
    private static readonly string[] NotForPages =
    [
        "json_error", "bad_request", "unauthorized", "method_not_allowed", "request_timeout", "customer_missing",
        "subscription_missing", "payload_too_large", "unsupported_media_type", "rate_limit_exceeded", "unavailable",
    ];

    [Fact]
    public void Every_state_operation_step_and_refusal_has_words()
    {
        var kinds = typeof(OperationKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);
        var steps = typeof(Flow).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Flow)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .SelectMany(type => ((Flow)Activator.CreateInstance(type)!).Steps).Select(step => step.Name);
        var keys = Enum.GetNames<ServerStatus>().Select(state => "State" + state)
            .Concat(kinds.Append("change_protection").Select(kind => "Kind_" + kind))
            .Concat(steps.Select(step => "Step_" + step))
            .Concat(ProblemStatus.All.Keys.Except(NotForPages).Select(code => "Problem_" + code));
        Assert.DoesNotContain(keys.Distinct(), key => Words.GetString(key, CultureInfo.InvariantCulture) is null);
    }

    [Theory]
    [InlineData("en", "EUR", 123456, "€1,234.56")]
    [InlineData("en", "EUR", -5, "−€0.05")]
    [InlineData("ru", "EUR", 123456, "1 234,56 €")]
    [InlineData("ru", "RUB", -123456, "−1 234,56 ₽")]
    [InlineData("en", "JPY", 1200, "¥1,200")]
    [InlineData("en", "KWD", 2500, "2.500 KWD")]
    public void Amounts_are_written_as_the_language_does(string language, string currency, long minor, string text) =>
        Assert.Equal(text, In(language, () => Wording.Amount(new Money(minor, Currency.Of(currency)))).Replace('\u00A0', ' '));

    [Theory]
    [InlineData("en", "0.0119", "€0.0119")]
    [InlineData("en", "0.02", "€0.02")]
    [InlineData("en", "3", "€3.00")]
    [InlineData("ru", "0.0061", "0,0061 €")]
    public void Prices_of_an_hour_keep_every_digit(string language, string price, string text) =>
        Assert.Equal(text, In(language, () => Wording.Hourly(UnitPrice.Parse(price, Currency.Of("EUR")))).Replace('\u00A0', ' '));

    [Theory]
    [InlineData("env=prod\nteam, tier=db", "env=prod|team=|tier=db")]
    [InlineData("", "")]
    [InlineData("a=1 a=2", null)]
    [InlineData("=1", null)]
    [InlineData("a==b", "a==b")]
    public void Labels_are_read_one_a_line_or_between_commas(string typed, string? read) =>
        Assert.Equal(read, LabelText.TryRead(typed, out var labels) ? string.Join('|', labels.Select(label => $"{label.Key}={label.Value}")) : null);

    private static string In(string language, Func<string> act)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return act();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
