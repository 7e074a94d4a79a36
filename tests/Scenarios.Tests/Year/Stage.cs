using Hostelry.Billing.Kernel;
using Hostelry.Scenarios.Tests.Oracle;
using Hostelry.Testing.StripeFake;

using Version = Hostelry.Scenarios.Tests.Oracle.Version;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>A customer of the scenario, and what it knows of its own.</summary>
internal sealed class Person(CustomerDiary diary)
{
    public CustomerDiary Diary => diary;

    public long Id => diary.Id;

    /// <summary>At Stripe; null until it first needed one.</summary>
    public string? Payer { get; set; }

    public List<RentedServer> Servers { get; } = [];

    /// <summary>Ordered, and not ready yet: what is no server.</summary>
    public List<Rented> Awaited { get; } = [];

    /// <summary>Cents: the largest maximum it ever set for top-ups by themselves.</summary>
    public long MostFilledPerMonth { get; set; } = long.MaxValue;

    /// <summary>When something ended that neither it nor a failed creation ended.</summary>
    public List<DateTimeOffset> EndedByDunning { get; } = [];
}

/// <summary>A server as its customer knows it.</summary>
internal sealed class RentedServer(long id, string name, string type, Rented thing, DateTimeOffset acceptedAt)
{
    public long Id => id;

    public string Name => name;

    public Rented Thing => thing;

    public DateTimeOffset AcceptedAt => acceptedAt;

    public string Type { get; set; } = type;

    public bool Deleted { get; set; }

    /// <summary>An accepted change of type that is not done yet.</summary>
    public (long Operation, string Type, Version To, DateTimeOffset AcceptedAt)? Change { get; set; }
}

/// <summary>What all parts of a scenario share: chance, time, the product, and the diary.</summary>
internal sealed class Stage(Plan plan, House house)
{
    public static readonly Currency Eur = Currency.Of("EUR");

    private int _named;

    public Plan Plan => plan;

    public House House => house;

    public Dice Dice { get; } = new(plan.Seed);

    public PriceBook Book { get; } = new();

    public List<Person> People { get; } = [];

    public DateTimeOffset Now => house.Now;

    public static CancellationToken Ct => House.Ct;

    /// <summary>How long each duty took.</summary>
    public SortedDictionary<string, TimeSpan> Spent { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each thing was done, for the report.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    public static Money Cents(long minor) => new(minor, Eur);

    public void Count(string what) => Done[what] = Done.GetValueOrDefault(what) + 1;

    /// <summary>A name that nothing else has.</summary>
    public string Name(string what) => FormattableString.Invariant($"{what}-{++_named}");

    public int Number() => ++_named;

    public ScenarioException Wrong(string what, Exception? inner = null) => new(plan, Now, what, inner);

    /// <summary>
    /// Whoever asks may meet a process that dies under it: then it asks once more, in the same moment. What is asked must bear that.
    /// </summary>
    public async Task<T> TryAsync<T>(Func<Task<T>> ask)
    {
        if (Dice.Chance(plan.Deaths))
        {
            T answer = default!;
            if (await house.DieAsync(Dice.Between(1, 40), async () => answer = await ask()))
            {
                return answer;
            }
        }

        return await ask();
    }

    /// <summary>Stripe fails at one of its next calls that move money, perhaps.</summary>
    public void MayFailStripe()
    {
        if (Dice.Chance(plan.StripeFaults))
        {
            Count("stripe fault");
            house.Stripe.FailNext(Dice.Of(Enum.GetValues<StripeFault>()), _ => true);
        }
    }

    /// <summary>False when it was refused for a reason that life has; any other refusal is a failure.</summary>
    public bool Accepted<T>(string what, Result<T> result, params string[] codes)
    {
        if (result.Problem is not { } problem)
        {
            Count(what);
            return true;
        }

        if (!codes.Contains(problem.Code, StringComparer.Ordinal))
        {
            throw Wrong($"{what} was refused: {problem.Code}: {problem.Message}");
        }

        Count($"{what}: {problem.Code}");
        return false;
    }
}
