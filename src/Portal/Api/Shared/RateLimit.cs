using System.Collections.Concurrent;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;

namespace Hostelry.Portal.Api.Shared;

/// <summary>A bucket of requests per project, in this process: empty, it fills evenly within the hour.</summary>
internal sealed class RateLimit(PortalSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Bucket> _buckets = new();

    /// <summary>Takes one request of the project's bucket.</summary>
    public (bool Taken, RateLimitState State) Take(long projectId)
    {
        var capacity = settings.Api.RequestsPerHour;
        var bucket = _buckets.GetOrAdd(projectId, _ => new Bucket(capacity, clock.GetTimestamp()));
        lock (bucket)
        {
            var now = clock.GetTimestamp();
            var refilled = bucket.Left + (clock.GetElapsedTime(bucket.At, now).TotalHours * capacity);
            (bucket.Left, bucket.At) = (Math.Min(capacity, refilled), now);
            var taken = bucket.Left >= 1;
            bucket.Left -= taken ? 1 : 0;
            var full = clock.GetUtcNow() + TimeSpan.FromHours((capacity - bucket.Left) / capacity);
            return (taken, new RateLimitState(capacity, (int)bucket.Left, full.ToUnixTimeSeconds()));
        }
    }

    private sealed class Bucket(double left, long at)
    {
        public double Left { get; set; } = left;

        public long At { get; set; } = at;
    }
}

/// <param name="Reset">Unix seconds when the bucket is full again.</param>
internal sealed record RateLimitState(int Limit, int Remaining, long Reset);

/// <summary>Counts every request that carries a token and tells the client where it stands.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimit limit)
{
    private static readonly Problem Exceeded = new("rate_limit_exceeded", "Too many requests in this hour; they come back evenly.");

    public async Task InvokeAsync(HttpContext context, ApiCaller caller)
    {
        if (!caller.IsKnown)
        {
            await next(context);
            return;
        }

        var (taken, state) = limit.Take(caller.Project.ProjectId);
        context.Response.Headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["RateLimit-Reset"] = state.Reset.ToString(CultureInfo.InvariantCulture);
        await (taken ? next(context) : ApiErrors.WriteAsync(context, Exceeded));
    }
}
