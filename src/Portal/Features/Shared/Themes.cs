namespace Hostelry.Portal.Features.Shared;

/// <summary>Light or dark, when the visitor has chosen; otherwise the pages follow the visitor's system by themselves.</summary>
public static class Themes
{
    public const string Cookie = "hostelry-theme";

    private static readonly string[] Known = ["light", "dark"];

    /// <summary><c>light</c>, <c>dark</c>, or null.</summary>
    public static string? Of(HttpContext context) => Known.FirstOrDefault(theme => theme == context.Request.Cookies[Cookie]);

    /// <summary>Null when it is none of ours.</summary>
    public static string? Parse(string? text) => Known.FirstOrDefault(theme => theme == text);
}
