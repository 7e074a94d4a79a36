using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>An accepted order.</summary>
internal sealed record Order(long ServerId, string Address, long ActionId);

/// <summary>A client of the public API that takes nothing but success for an answer.</summary>
internal sealed class Customer(HttpClient client) : IDisposable
{
    private const string KeyName = "laptop";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public HttpClient Client => client;

    /// <summary>A public key as ssh-keygen writes it. Nobody has the other half.</summary>
    public static string NewKey()
    {
        byte[] type = "ssh-ed25519"u8.ToArray();
        byte[] blob = new byte[4 + type.Length + 4 + 32];
        BinaryPrimitives.WriteInt32BigEndian(blob, type.Length);
        type.CopyTo(blob, 4);
        BinaryPrimitives.WriteInt32BigEndian(blob.AsSpan(4 + type.Length), 32);
        RandomNumberGenerator.Fill(blob.AsSpan(8 + type.Length));
        return $"{Encoding.ASCII.GetString(type)} {Convert.ToBase64String(blob)} benchmark";
    }

    /// <summary>Stores the key that every order names.</summary>
    public Task BringKeyAsync() => PostAsync("ssh_keys", new { name = KeyName, public_key = NewKey() });

    /// <summary>The smallest server, as most are ordered: with a key.</summary>
    public async Task<Order> OrderAsync(string name)
    {
        var answer = await PostAsync("servers", new { name, server_type = "ct11", image = "debian-12", ssh_keys = new[] { KeyName } });
        var server = answer.GetProperty("server");
        return new Order(
            server.GetProperty("id").GetInt64(),
            server.GetProperty("public_net").GetProperty("ipv4").GetProperty("ip").GetString()!,
            answer.GetProperty("action").GetProperty("id").GetInt64());
    }

    /// <summary>Returns when the action has succeeded; throws when it has failed.</summary>
    public Task DoneAsync(long action) => Wait.UntilAsync("an action is done", Patience, async () =>
    {
        var body = await client.GetFromJsonAsync<JsonElement>(Path("actions", action));
        return body.GetProperty("action").GetProperty("status").GetString() switch
        {
            "success" => true,
            "running" => false,
            _ => throw new InvalidOperationException($"An action failed: {body}"),
        };
    });

    /// <summary>Returns when the server is gone.</summary>
    public async Task DeleteAsync(long server)
    {
        using var answer = await client.DeleteAsync(new Uri(Path("servers", server), UriKind.Relative));
        await DoneAsync((await BodyAsync(answer)).GetProperty("action").GetProperty("id").GetInt64());
    }

    /// <summary>The answer's body.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return await BodyAsync(answer);
    }

    public static string Path(string kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{id}");

    public void Dispose() => client.Dispose();

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(body).RootElement
            : throw new InvalidOperationException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {body}");
    }
}
