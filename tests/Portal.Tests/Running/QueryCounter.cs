using System.Diagnostics;
using System.Globalization;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hostelry.Portal.Tests.Running;

/// <summary>Says in the header <see cref="Header"/> of every answer how many statements the request sent to the database.</summary>
internal sealed class QueryCounter : IStartupFilter, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public const string Header = "X-Queries";

    private static readonly AsyncLocal<StrongCount?> Count = new();
    private static readonly Lazy<IDisposable> Subscription = new(() => DiagnosticListener.AllListeners.Subscribe(new QueryCounter()));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        _ = Subscription.Value;
        app.Use(async (HttpContext context, RequestDelegate following) =>
        {
            var count = Count.Value = new StrongCount();
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[Header] = count.Value.ToString(CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            await following(context);
        });
        next(app);
    };

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting" && Count.Value is { } count)
        {
            Interlocked.Increment(ref count.Value);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private sealed class StrongCount
    {
        public int Value;
    }
}
