using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using AngleSharp.Html.Dom;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity.Oidc;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.WebUtilities;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>A registered client, as its own program speaks to the issuer.</summary>
internal sealed class Client(TestPortal portal, NewClient registered)
{
    public const string Back = "https://client.example/back";
    public const string Verifier = "a-verifier-of-forty-three-characters-or-more-0123456789";

    public long Row => registered.Id;

    public string Id => registered.ClientId;

    public string? Secret => registered.Secret;

    public static string Challenge { get; } = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<Client> RegisterAsync(
        TestPortal portal, ClientConsent consent = ClientConsent.Once, bool confidential = true, IReadOnlyList<string>? scopes = null)
    {
        var made = await portal.AsWorkerAsync<RegisterClient, Result<NewClient>>(register => register.ExecuteAsync(
            new RegisterClientRequest("Dashboard", [Back], [Back], confidential, consent, scopes ?? OidcScopes.All), TestApi.Stop));
        return new Client(portal, made.Value);
    }

    /// <summary>Where it sends people; a null value leaves a parameter out.</summary>
    public string Ask(string scope = "openid email offline_access servers:read servers:write", params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = Id,
            ["redirect_uri"] = Back,
            ["scope"] = scope,
            ["state"] = "s1",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return QueryHelpers.AddQueryString("/connect/authorize", query.Where(pair => pair.Value is not null));
    }

    public Task<JsonObject> CodeAsync(string code, string verifier = Verifier) => TokenAsync(
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Back), ("code_verifier", verifier));

    public Task<JsonObject> RefreshAsync(JsonObject tokens) => TokenAsync(
        ("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()));

    public async Task<JsonObject> TokenAsync(params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync("/connect/token", fields);
        var text = await answer.Content.ReadAsStringAsync(TestApi.Stop);
        Assert.True(text.StartsWith('{'), $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var client = portal.Client();
        (string, string)[] own = Secret is null ? [("client_id", Id)] : [("client_id", Id), ("client_secret", Secret)];
        using var form = new FormUrlEncodedContent(fields.Concat(own).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await client.PostAsync(new Uri(path, UriKind.Relative), form, TestApi.Stop);
    }
}

/// <summary>A person who is sent to the issuer.</summary>
internal sealed class Visitor(TestPortal portal, TestPerson? person)
{
    public Browser Browser { get; } = new(portal, person);

    /// <summary>Goes where the client sends; null parts where nothing was sent back.</summary>
    public async Task<Outcome> GoAsync(string address)
    {
        using var answer = await Browser.Client.GetAsync(new Uri(address, UriKind.Relative), TestApi.Stop);
        var location = answer.Headers.Location?.OriginalString;
        var page = location is null ? await Browser.GetAsync(address) : null;
        return new Outcome(answer.StatusCode, location, page?.Document);
    }

    /// <summary>Answers the question of a page of ours.</summary>
    public async Task<Outcome> AnswerAsync(IHtmlDocument page, string decision, long? project = null, bool withToken = true)
    {
        var form = page.QuerySelectorAll("form").Single(one => one.QuerySelector("[name=Decision]") is not null);
        var fields = form.QuerySelectorAll("input[type=hidden]")
            .Where(input => withToken || input.GetAttribute("name") != "form_token")
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!))
            .Append(KeyValuePair.Create("Decision", decision)).ToList();
        if (project is { } id)
        {
            fields.Add(KeyValuePair.Create("ChosenProject", id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        using var content = new FormUrlEncodedContent(fields);
        using var answer = await Browser.Client.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content, TestApi.Stop);
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestApi.Stop));
        var on = document.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content")?["0;url=".Length..];
        return new Outcome(answer.StatusCode, on ?? answer.Headers.Location?.OriginalString, document);
    }

    /// <summary>Is sent, says yes in the first project of the list when asked, and comes back with a code.</summary>
    public async Task<string> AllowAsync(string address)
    {
        var asked = await GoAsync(address);
        if (asked["code"] is { } code)
        {
            return code;
        }

        Assert.True(asked.Document is not null, asked.Location);
        var project = asked.Document.QuerySelector("option")?.GetAttribute("value");
        var back = await AnswerAsync(asked.Document, "allow", project is null ? null : long.Parse(project, System.Globalization.CultureInfo.InvariantCulture));
        return back["code"] ?? throw new InvalidOperationException(back.Location ?? back.Document?.Body?.TextContent);
    }
}

/// <param name="Location">Where the person is sent, by redirect or by a page that sends on.</param>
/// <param name="Document">The page, when one is shown.</param>
internal sealed record Outcome(HttpStatusCode Status, string? Location, IHtmlDocument? Document)
{
    /// <summary>A parameter of what was sent back to the client; null when nothing was, or it lacks it.</summary>
    public string? this[string name] => Location?.StartsWith(Client.Back, StringComparison.Ordinal) == true
        && QueryHelpers.ParseQuery(new Uri(Location).Query).TryGetValue(name, out var value) ? value.ToString() : null;
}
