namespace Hostelry.Scenarios.Tests;

/// <summary>All chance of a scenario, from one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>Both ends included.</summary>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    public T Of<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>Seconds, at least one.</summary>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromSeconds(Between(1, Math.Max(1, (int)most.TotalSeconds)));

    /// <summary>By weight.</summary>
    public T Weighted<T>(IReadOnlyList<(int Weight, T Value)> choices)
    {
        var place = _random.Next(choices.Sum(choice => choice.Weight));
        foreach (var (weight, value) in choices)
        {
            if ((place -= weight) < 0)
            {
                return value;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }
}
