namespace Hostelry.Portal.Features.Shared;

/// <summary>What a browser calls itself, short enough for people. A guess, for show alone.</summary>
public static class Browsers
{
    private static readonly (string Sign, string Name)[] Programs =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    /// <summary>As <c>Firefox, Linux</c>; what it said itself where that is all that is known.</summary>
    public static string NameOf(string userAgent)
    {
        var program = Array.Find(Programs, one => userAgent.Contains(one.Sign, StringComparison.Ordinal)).Name;
        var system = Array.Find(Systems, one => userAgent.Contains(one.Sign, StringComparison.Ordinal)).Name;
        return (program, system) switch
        {
            (null, null) => userAgent.Length > 40 ? userAgent[..40] : userAgent,
            (null, _) => system,
            (_, null) => program,
            _ => $"{program}, {system}",
        };
    }
}
