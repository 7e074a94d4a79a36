using System.Net;
using System.Text;
using System.Text.Json.Nodes;

using Hostelry.Testing.Installations;

namespace Hostelry.Portal.Tests.Running;

/// <summary>An answer with its body read.</summary>
public sealed record TestAnswer(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Message)
{
    /// <summary>Null when the answer is no refusal.</summary>
    public string? Code => Body is JsonObject ? Body["error"]?["code"]?.GetValue<string>() : null;

    public int StatusCode => (int)Status;
}

/// <summary>Speaks to <c>/v1</c>.</summary>
public sealed class TestApi(HttpClient client)
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<TestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<TestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<TestAnswer> PostAsync(string path, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, Json(body), idempotencyKey);

    public Task<TestAnswer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, Json(body));

    public async Task<TestAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, "/v1/" + path) { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        var response = await client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return new TestAnswer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    /// <summary>Orders a server and waits until it runs.</summary>
    public async Task<long> ServerAsync(string name, object? labels = null, string type = "ct11")
    {
        var made = await PostAsync("servers", new { name, server_type = type, image = "debian-12", labels });
        Assert.True(made.Status == HttpStatusCode.Created, made.Body?.ToJsonString());
        await DoneAsync(made);
        return made.Body!["server"]!["id"]!.GetValue<long>();
    }

    /// <summary>Waits until the action of an answer has succeeded.</summary>
    public async Task<JsonNode> DoneAsync(TestAnswer answer)
    {
        var action = answer.Body!["action"]!;
        string Status() => action["status"]!.GetValue<string>();
        await Wait.UntilAsync("the action is done", async () =>
        {
            action = (await GetAsync($"actions/{action["id"]}")).Body!["action"]!;
            return Status() != "running";
        });
        return Status() == "success" ? action : throw new InvalidOperationException(action.ToJsonString());
    }

    public static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");

    private static StringContent? Json(object? body) =>
        body is null ? null : Text(System.Text.Json.JsonSerializer.Serialize(body));
}
