using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Hostelry.Testing.StripeFake;

/// <summary>
/// A server on loopback that speaks Stripe's wire format as far as the product uses it, and keeps state as Stripe does. One
/// serves all tests of a process; each has an account of its own, found by its key.
/// </summary>
public sealed class FakeStripe : IAsyncDisposable
{
    private static readonly Lazy<Task<FakeStripe>> Server = new(StartAsync);

    private readonly ConcurrentDictionary<string, FakeStripeAccount> _accounts = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private FakeStripe(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>A new account, empty.</summary>
    /// <param name="clock">What the account takes for now: keys and checkout pages grow old by it.</param>
    /// <param name="live">Its key is a live one, and its objects say so.</param>
    public static async Task<FakeStripeAccount> OpenAccountAsync(TimeProvider clock, bool live = false)
    {
        var server = await Server.Value;
        var account = new FakeStripeAccount(server.Address, clock, live);
        server._accounts[account.ApiKey] = account;
        return account;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<FakeStripe> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var fake = new FakeStripe(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => app.StopAsync().Wait(TimeSpan.FromSeconds(2));
        return fake;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var key = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (!_accounts.TryGetValue(key, out var account))
        {
            await WriteAsync(context, new FakeAnswer(401, FakeAnswer.Error("invalid_request_error", null, "Invalid API Key provided")));
            return;
        }

        var form = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal)
            : [];
        var query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        var call = new FakeCall(
            context.Request.Method, context.Request.Path.Value!, form, query, context.Request.Headers["Idempotency-Key"].ToString());
        var fault = account.TakeFault(call);
        if (fault is StripeFault.DropBefore)
        {
            context.Abort();
            return;
        }

        if (fault is StripeFault.FailBefore)
        {
            await WriteAsync(context, FakeAnswer.Down);
            return;
        }

        var answer = await account.AnswerAsync(call);
        if (fault is StripeFault.DropAfter)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, fault is StripeFault.FailAfter ? FakeAnswer.Down : answer);
    }

    private static async Task WriteAsync(HttpContext context, FakeAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_fake";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }
}

/// <summary>What goes wrong with one call, before or after it took effect.</summary>
public enum StripeFault
{
    /// <summary>The connection breaks; nothing happened.</summary>
    DropBefore,

    /// <summary>It happened; the connection breaks before the answer.</summary>
    DropAfter,

    /// <summary>500; nothing happened.</summary>
    FailBefore,

    /// <summary>500, and it happened all the same.</summary>
    FailAfter,
}

/// <summary>One request. Form and query are flat: <c>metadata[attempt]</c>.</summary>
public sealed record FakeCall(
    string Method, string Path, IReadOnlyDictionary<string, string> Form, IReadOnlyDictionary<string, string> Query, string IdempotencyKey)
{
    public string? this[string name] => Form.TryGetValue(name, out var value) || Query.TryGetValue(name, out value) ? value : null;

    /// <summary>Two calls with one key must be the same call.</summary>
    public string Fingerprint =>
        $"{Method} {Path} {string.Join('&', Form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";
}

/// <summary>A status and a body.</summary>
public sealed record FakeAnswer(int Status, JsonObject Body)
{
    public static FakeAnswer Down => new(500, Error("api_error", null, "Something went wrong on the server's side."));

    public static FakeAnswer Ok(JsonNode body) => new(200, body.DeepClone().AsObject());

    public static FakeAnswer Missing(string what) =>
        new(404, Error("invalid_request_error", "resource_missing", $"No such {what}"));

    public static JsonObject Error(string type, string? code, string message) =>
        new() { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = message } };
}
