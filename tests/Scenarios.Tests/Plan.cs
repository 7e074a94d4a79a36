using System.Globalization;

using Hostelry.Testing;

namespace Hostelry.Scenarios.Tests;

/// <summary>What is simulated. Its text, printed with every failure, says how to play it once more.</summary>
/// <param name="Database">Where.</param>
/// <param name="Seed">Of everything that chance decides.</param>
/// <param name="Customers">How many.</param>
/// <param name="Months">How long.</param>
internal sealed record Plan(DatabaseKind Database, int Seed, int Customers, int Months)
{
    private const string SeedVariable = "HOSTELRY_SCENARIO_SEED";
    private const string CustomersVariable = "HOSTELRY_SCENARIO_CUSTOMERS";
    private const string MonthsVariable = "HOSTELRY_SCENARIO_MONTHS";

    /// <summary>How likely a process dies while it does something.</summary>
    public double Deaths { get; init; } = 0.03;

    /// <summary>How likely Stripe fails at a call that moves money.</summary>
    public double StripeFaults { get; init; } = 0.06;

    /// <summary>What a customer does in a day, on average.</summary>
    public double ActsPerDay { get; init; } = 0.12;

    /// <summary>With whatever the environment says otherwise.</summary>
    public static Plan Of(DatabaseKind database, int seed, int customers, int months) => new(
        database, Variable(SeedVariable) ?? seed, Variable(CustomersVariable) ?? customers, Variable(MonthsVariable) ?? months);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{SeedVariable}={Seed} {CustomersVariable}={Customers} {MonthsVariable}={Months} ({Database})");

    private static int? Variable(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>The scenario's own failure: what is wrong, when, and how to see it again.</summary>
internal sealed class ScenarioException(Plan plan, DateTimeOffset now, string what, Exception? inner = null)
    : Exception(FormattableString.Invariant($"{what}\nat {now:yyyy-MM-dd HH:mm:ss}; again with {plan}"), inner);
