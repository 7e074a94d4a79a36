using System.Diagnostics;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Rating;
using Hostelry.Testing;

namespace Hostelry.Benchmarks;

/// <summary>What the running month of a customer with a thousand servers costs so far: read, rated, added up.</summary>
internal static class RunningCost
{
    private const int Servers = 1000;

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await using var books = await BooksOfMany.OpenAsync(kind);
            await books.AddServersAsync(Servers - 1);
            books.Database.Clock.Advance(TimeSpan.FromDays(15));
            yield return Figure.AtMost(
                $"running cost of {Servers} servers, {kind}", await MedianAsync(() => PreviewAsync(books)), 50, "{0:0.0} ms");
            yield return Figure.Told(
                "  balance with the most that the month can cost",
                await MedianAsync(() => books.Database.AsOrganizationAsync(
                    BooksOfMany.First, (Balance balance) => balance.OfAsync(BooksOfMany.First, CancellationToken.None))),
                "{0:0.0} ms");
        }
    }

    private static async Task PreviewAsync(BooksOfMany books)
    {
        var view = await books.Database.AsOrganizationAsync(
            BooksOfMany.First, (Preview preview) => preview.ForAsync(BooksOfMany.First, CancellationToken.None));
        if (view?.Lines.Count != Servers)
        {
            throw new InvalidOperationException($"The preview has {view?.Lines.Count} lines.");
        }
    }

    private static async Task<double> MedianAsync(Func<Task> act)
    {
        var times = new List<double>();
        for (var time = 0; time < 40; time++)
        {
            var start = Stopwatch.GetTimestamp();
            await act();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Samples.Median(times.Skip(10));
    }
}
