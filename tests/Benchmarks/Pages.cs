using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

using Hostelry.Testing;

namespace Hostelry.Benchmarks;

/// <summary>
/// How soon every page is there while fifty a second are asked for and 100,000 servers are in the database, a thousand of them in
/// the project that is looked at; how much a first visit loads; and how soon the first staff page comes after a start. A process
/// of its own serves; who is signed in and which pages there are is known from one in this process.
/// </summary>
internal static partial class Pages
{
    private const int Servers = 100_000;
    private const int PerSecond = 50;

    /// <summary>Of each page, spread over the whole time: fifty a second are asked of all pages together.</summary>
    private const int Rounds = 30;

    private const int WarmUp = 3;

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await foreach (var figure in OnAsync(kind))
            {
                yield return figure;
            }
        }
    }

    private static async IAsyncEnumerable<Figure> OnAsync(DatabaseKind kind)
    {
        await using var site = await PagesSite.CreateAsync(kind, Servers);
        await using var portal = await site.ServeAsync();
        using var staff = site.Client(portal.Address, site.Staff);
        using var customer = site.Client(portal.Address, site.Customer);

        var start = Stopwatch.GetTimestamp();
        using (var first = await staff.GetAsync(new Uri("/staff", UriKind.Relative)))
        {
            first.EnsureSuccessStatusCode();
        }

        yield return Figure.AtMost($"first staff page after the start, {kind}", Stopwatch.GetElapsedTime(start).TotalSeconds, 1, "{0:0.00} s");
        List<(string Path, HttpClient Client)> shown = [];
        List<string> left = [];
        foreach (var (path, isStaff) in site.Paths)
        {
            var client = isStaff ? staff : customer;
            if (await WarmAsync(client, path))
            {
                shown.Add((path, client));
            }
            else
            {
                left.Add(path);
            }
        }

        var pages = await MeasureAsync(shown);
        List<(string Path, double Millis)> slowest = [.. pages.OrderByDescending(page => page.Millis)];
        yield return Figure.AtMost($"{pages.Count} pages, {PerSecond} a second, {Servers} servers, {kind}: p95 of the slowest", slowest[0].Millis, 100, "{0:0} ms");
        foreach (var (path, millis) in slowest.Take(5))
        {
            yield return Figure.Told("  " + path, millis, "{0:0.0} ms");
        }

        yield return Figure.Told($"  pages that answered something else than a page: {string.Join(' ', left)}", left.Count, "{0:0}");
        foreach (var (client, path) in new[] { (customer, "/sign-in"), (customer, site.FirstPage), (staff, "/staff") })
        {
            yield return Figure.AtMost($"first visit of {path}, compressed", await WeighAsync(client, path) / 1000.0, 150, "{0:0.0} kB");
        }
    }

    /// <summary>False when the path shows no page.</summary>
    private static async Task<bool> WarmAsync(HttpClient client, string path)
    {
        for (var number = 0; number < WarmUp; number++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return false;
            }

            await answer.Content.CopyToAsync(Stream.Null);
        }

        return true;
    }

    /// <summary>
    /// Each page's 95th percentile in milliseconds. One page alone would be warm and tell nothing of the others, and four seconds
    /// for each of them would be a quarter of an hour: requests go round all pages, each sent when it is due.
    /// </summary>
    private static async Task<IReadOnlyList<(string Path, double Millis)>> MeasureAsync(IReadOnlyList<(string Path, HttpClient Client)> pages)
    {
        var start = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(Enumerable.Range(0, pages.Count * Rounds).Select(async number =>
        {
            var (path, client) = pages[number % pages.Count];
            var wait = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            var sent = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            return (Path: path, Millis: Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }));
        return [.. taken.GroupBy(one => one.Path).Select(page => (page.Key, Samples.Percentile([.. page.Select(one => one.Millis)], 95)))];
    }

    /// <summary>Bytes on the wire of a page and of everything that it names: styles, scripts, fonts, pictures.</summary>
    private static async Task<double> WeighAsync(HttpClient client, string path)
    {
        var (html, sum) = await LoadAsync(client, path);
        foreach (var asset in Asset().Matches(html).Select(match => match.Groups["path"].Value.Split('#')[0]).Distinct(StringComparer.Ordinal))
        {
            sum += (await LoadAsync(client, asset)).Bytes;
        }

        return sum;
    }

    private static async Task<(string Text, double Bytes)> LoadAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsByteArrayAsync();
        using var packed = new MemoryStream(body);
        await using Stream plain = answer.Content.Headers.ContentEncoding.Contains("br")
            ? new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionMode.Decompress)
            : packed;
        using var reader = new StreamReader(plain);
        return (await reader.ReadToEndAsync(), body.Length);
    }

    [GeneratedRegex("(?:href|src)=\"(?<path>/assets/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asset();
}
