using System.Globalization;
using System.Net;

using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

using Hostelry.Testing.Installations;

namespace Hostelry.Portal.Tests.Running;

/// <summary>Keeps cookies and sends a form's token back, as browsers do.</summary>
/// <param name="portal">Where it goes.</param>
/// <param name="person">Whose session it has; null for nobody's.</param>
internal sealed class Browser(TestPortal portal, TestPerson? person = null)
{
    private readonly CookieContainer _cookies = Cookies(portal, person);

    private HttpClient? _client;

    private string _token = "";

    /// <summary>Who is signed in.</summary>
    public TestPerson? Person => person;

    /// <summary>For requests that are no forms.</summary>
    public HttpClient Client => _client ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
    {
        BaseAddress = portal.Address,
    };

    public IEnumerable<Cookie> AllCookies => _cookies.GetAllCookies();

    /// <summary>Puts a cookie there that the portal did not send this browser.</summary>
    public void Keep(string name, string value) => _cookies.Add(portal.Address, new Cookie(name, value, "/"));

    public async Task<Page> GetAsync(string path) =>
        await ReadAsync(await Client.GetAsync(new Uri(path, UriKind.Relative), TestApi.Stop));

    public async Task<Page> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Append(("form_token", _token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await ReadAsync(await Client.PostAsync(new Uri(path, UriKind.Relative), form, TestApi.Stop));
    }

    private static CookieContainer Cookies(TestPortal portal, TestPerson? person)
    {
        var cookies = new CookieContainer();
        if (person is not null)
        {
            cookies.Add(portal.Address, new Cookie(person.CookieName, person.CookieValue));
        }

        return cookies;
    }

    private async Task<Page> ReadAsync(HttpResponseMessage answer)
    {
        var document = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestApi.Stop));
        _token = document.QuerySelector("input[name=form_token]")?.GetAttribute("value") ?? _token;
        var location = answer.Headers.Location?.OriginalString.Split('?')[0];
        return new Page(answer.StatusCode, location?.StartsWith("http", StringComparison.Ordinal) == true ? new Uri(location).AbsolutePath : location, document)
        {
            Queries = answer.Headers.TryGetValues(QueryCounter.Header, out var count) ? int.Parse(count.Single(), CultureInfo.InvariantCulture) : 0,
        };
    }
}

internal sealed record Page(HttpStatusCode Status, string? Location, IHtmlDocument Document)
{
    /// <summary>Statements that it sent to the database, those of the session and of the audit included.</summary>
    public int Queries { get; init; }

    /// <summary>What is read on it.</summary>
    public string Text => Document.QuerySelector("main")?.TextContent ?? "";
}
