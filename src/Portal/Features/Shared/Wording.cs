using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Servers;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// How customers' pages say what the rooms below keep as codes and numbers: states, operations, refusals, amounts, sizes,
/// times; in the visitor's language. Codes themselves are never translated.
/// </summary>
public sealed class Wording(IStringLocalizer<WordingText> words, TimeProvider clock)
{
    private const string Space = "\u00A0";

    /// <summary>A currency without a sign here is written by its code.</summary>
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["EUR"] = "€",
        ["USD"] = "$",
        ["GBP"] = "£",
        ["RUB"] = "₽",
        ["JPY"] = "¥",
        ["UAH"] = "₴",
        ["KZT"] = "₸",
        ["PLN"] = "zł",
    };

    private static CultureInfo Culture => CultureInfo.CurrentUICulture;

    /// <summary>An entry of the menu.</summary>
    public string Menu(string entry) => words["Menu" + entry];

    public string State(ServerView server) => words["State" + (server.Suspended ? "Suspended" : server.Status.ToString())];

    public string State(ServerStatus status) => words["State" + status];

    /// <summary>Class of the state's badge: <c>good</c>, <c>wait</c>, <c>bad</c>, or empty for a quiet one.</summary>
    public static string Look(ServerView server) => server switch
    {
        { Status: ServerStatus.Deleting } => "wait",
        { Suspended: true } => "bad",
        { Status: ServerStatus.Running } => "good",
        { Status: ServerStatus.Off } => "",
        { Status: ServerStatus.Unknown } => "bad",
        _ => "wait",
    };

    /// <summary>An operation's name, from its <c>command</c>.</summary>
    public string Kind(string kind) => Known("Kind_" + kind, "KindOther");

    /// <summary>What a running operation does now.</summary>
    public string Doing(ServerHistoryEntry entry)
    {
        var step = entry.Undoing ? words["StepUndo"].Value : Known("Step_" + entry.Step, "StepOther");
        return entry.Attempt > 0 ? words["StepRetry", step] : step;
    }

    /// <summary>What a refusal or a failed operation means, and what to do about it.</summary>
    public string Problem(string code) => Known("Problem_" + code, "ProblemOther");

    public string Problem(Problem problem) => Problem(problem.Code);

    /// <summary><c>€12.34</c>, <c>12,34 €</c>.</summary>
    public static string Amount(Money amount) => WithSign(
        Math.Abs((decimal)amount.Minor / amount.Currency.MinorUnits)
            .ToString("N" + amount.Currency.Exponent.ToString(CultureInfo.InvariantCulture), Culture),
        amount.Currency,
        amount.IsNegative);

    /// <summary>As <see cref="Amount"/>, with a plus before what grows.</summary>
    public static string Movement(Money amount) => (amount.Minor > 0 ? "+" : "") + Amount(amount);

    /// <summary>All digits that count, and no fewer than the currency has: <c>€0.006</c>.</summary>
    public static string Hourly(UnitPrice price)
    {
        var format = "#,0." + new string('0', price.Currency.Exponent) + new string('#', UnitPrice.Digits - price.Currency.Exponent);
        return WithSign(Math.Abs(price.ToDecimal()).ToString(format, Culture), price.Currency, price.Nano < 0);
    }

    public string PerHour(UnitPrice price) => words["PerHour", Hourly(price)];

    public string AtMostPerMonth(Money cap) => words["AtMostPerMonth", Amount(cap)];

    /// <summary><c>0.5 GiB</c>.</summary>
    public string Size(long bytes) => words["GiB", ((decimal)bytes / (1L << 30)).ToString("0.##", Culture)];

    public string Cores(int cores) => cores == 1 ? words["OneCore"] : words["Cores", cores];

    /// <summary><c>1 core · 1 GiB · 10 GiB</c>.</summary>
    public string Plan(ServerTypeView type) =>
        $"{Cores(type.Cores)} · {Size(type.MemoryBytes)} · {Size(type.DiskBytes)}";

    /// <summary>To the minute, UTC.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMM yyyy, HH:mm", Culture) + Space + "UTC";

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", Culture);

    /// <summary><c>November 2026</c>, as a title.</summary>
    public static string Month(DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString("MMMM yyyy", Culture);
        return char.ToUpper(text[0], Culture) + text[1..];
    }

    /// <summary>How long ago, within a day; after that the day.</summary>
    public string Ago(DateTimeOffset time)
    {
        var passed = clock.GetUtcNow() - time;
        return passed < TimeSpan.FromMinutes(1) ? words["Now"]
            : passed < TimeSpan.FromHours(1) ? words["MinutesAgo", (int)passed.TotalMinutes]
            : passed < TimeSpan.FromDays(1) ? words["HoursAgo", (int)passed.TotalHours]
            : Day(time);
    }

    /// <summary>For the attribute <c>datetime</c>.</summary>
    public static string Machine(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string WithSign(string number, Currency currency, bool negative)
    {
        var sign = Signs.GetValueOrDefault(currency.Code, currency.Code);
        var minus = negative ? "\u2212" : "";
        return Culture.TwoLetterISOLanguageName == "en" && sign != currency.Code && sign != "zł"
            ? minus + sign + number
            : minus + number + Space + sign;
    }

    private string Known(string key, string otherwise) =>
        words[key] is { ResourceNotFound: false } known ? known : words[otherwise];
}
