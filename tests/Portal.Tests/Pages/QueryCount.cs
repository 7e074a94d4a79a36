using System.Collections.Concurrent;
using System.Diagnostics;

using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>
/// Counts what a request asks the database: every statement that EF sends while the request is answered, the look-ups of session
/// and membership among them. What a connection is told when it is opened is none, nor is the audit row that says who looked.
/// </summary>
internal sealed class QueryCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Mark = "Count-Queries";

    private readonly HttpContextAccessor _accessor = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _seen = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _subscriptions = [];

    public QueryCount() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>The answer, and the statements it took.</summary>
    public async Task<(HttpResponseMessage Answer, IReadOnlyList<string> Statements)> GetAsync(HttpClient client, string path, CancellationToken ct)
    {
        var name = Guid.CreateVersion7().ToString();
        var statements = _seen.GetOrAdd(name, _ => []);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(Mark, name);
        var answer = await client.SendAsync(request, ct);
        return (answer, [.. statements]);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData command
            && !command.Command.CommandText.StartsWith("INSERT INTO \"audit_entries\"", StringComparison.Ordinal)
            && _accessor.HttpContext?.Request.Headers[Mark].ToString() is { Length: > 0 } name
            && _seen.TryGetValue(name, out var statements))
        {
            statements.Enqueue(command.Command.CommandText);
        }
    }

    public void OnCompleted()
    {
        // Nothing ends here.
    }

    public void OnError(Exception error)
    {
        // The source has none.
    }

    public void Dispose() => _subscriptions.ForEach(one => one.Dispose());
}
