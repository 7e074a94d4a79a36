using System.Net;

using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Hostelry.Portal.Tests.Running;

/// <summary>Keeps cookies and sends a form's token back, as browsers do.</summary>
internal sealed class Browser(TestPortal portal)
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = portal.Address,
    };

    private string _token = "";

    /// <summary>For requests that are no forms.</summary>
    public HttpClient Client => _client;

    public async Task<Page> GetAsync(string path) =>
        await ReadAsync(await _client.GetAsync(new Uri(path, UriKind.Relative), TestApi.Stop));

    public async Task<Page> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Append(("form_token", _token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await ReadAsync(await _client.PostAsync(new Uri(path, UriKind.Relative), form, TestApi.Stop));
    }

    private async Task<Page> ReadAsync(HttpResponseMessage answer)
    {
        var document = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestApi.Stop));
        _token = document.QuerySelector("input[name=form_token]")?.GetAttribute("value") ?? _token;
        var location = answer.Headers.Location?.OriginalString.Split('?')[0];
        return new Page(answer.StatusCode, location?.StartsWith("http", StringComparison.Ordinal) == true ? new Uri(location).AbsolutePath : location, document);
    }
}

internal sealed record Page(HttpStatusCode Status, string? Location, IHtmlDocument Document);
