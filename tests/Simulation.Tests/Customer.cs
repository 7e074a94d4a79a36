using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// An honest client of the public API: it names each order with an <c>Idempotency-Key</c>, and when no answer comes it asks
/// again with the same one.
/// </summary>
internal sealed class Customer(HttpClient client) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends the order once; the new server's id, or null when the connection broke or the portal could not say.</summary>
    public async Task<long?> TryOrderAsync(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "servers")
        {
            Content = JsonContent.Create(new { name, server_type = "ct11", image = "debian-12" }),
            Headers = { { "Idempotency-Key", "order-of-" + name } },
        };
        try
        {
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }

            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {body}");
            return body.GetProperty("server").GetProperty("id").GetInt64();
        }
        catch (Exception silent) when (Broke(silent))
        {
            return null;
        }
    }

    /// <summary>Sends the order until an answer comes.</summary>
    public async Task<long> OrderAsync(string name)
    {
        long? id = null;
        await Wait.UntilAsync($"the order of {name} is answered", Patience, async () => (id = await TryOrderAsync(name)) is not null);
        return id!.Value;
    }

    /// <summary>Asks once for the deletion; false when the connection broke. A server that is gone already is an answer.</summary>
    public async Task<bool> TryDeleteAsync(long id)
    {
        try
        {
            using var answer = await client.DeleteAsync(new Uri($"servers/{id}", UriKind.Relative));
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, answer.StatusCode.ToString());
            return true;
        }
        catch (Exception silent) when (Broke(silent))
        {
            return false;
        }
    }

    /// <summary>Waits until the server runs and nothing more is done to it.</summary>
    public Task RunsAsync(long id) => Wait.UntilAsync(
        $"server {id} runs",
        Patience,
        async () => await FindAsync(id) is { } server
            && server.GetProperty("status").GetString() == "running" && !server.GetProperty("locked").GetBoolean());

    /// <summary>Waits until the API knows the server no more.</summary>
    public Task IsGoneAsync(long id) => Wait.UntilAsync($"server {id} is gone", Patience, async () => await FindAsync(id) is null);

    /// <summary>Ids of all servers that the customer sees.</summary>
    public async Task<IReadOnlyList<long>> ServersAsync()
    {
        var body = await client.GetFromJsonAsync<JsonElement>("servers");
        return [.. body.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty("id").GetInt64())];
    }

    public void Dispose() => client.Dispose();

    // A server that dies between the connection and the request shows as a bare SocketException.
    private static bool Broke(Exception silent) => silent is HttpRequestException or TaskCanceledException or SocketException;

    private async Task<JsonElement?> FindAsync(long id)
    {
        using var answer = await client.GetAsync(new Uri($"servers/{id}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound
            ? null
            : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("server");
    }
}
