namespace Hostelry.Portal.Identity.Oidc;

/// <summary>How long what the issuer gives lives.</summary>
internal static class OidcLifetimes
{
    public static readonly TimeSpan Code = TimeSpan.FromMinutes(2);

    /// <summary>Short for those who cannot ask us; <c>/v1</c> itself looks at every use whether it still holds.</summary>
    public static readonly TimeSpan Access = TimeSpan.FromMinutes(15);

    public static readonly TimeSpan Identity = TimeSpan.FromMinutes(15);

    /// <summary>From its last use: each gives the next one.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromDays(30);

    /// <summary>
    /// Two requests of one client that cross each other, or an answer that got lost: so long a spent refresh token still gives
    /// one. After that it is taken for stolen, and all of its consent's tokens end.
    /// </summary>
    public static readonly TimeSpan ReuseLeeway = TimeSpan.FromSeconds(15);

    /// <summary>Ended and expired rows are kept so long, for whoever asks what happened.</summary>
    public static readonly TimeSpan KeptRows = TimeSpan.FromDays(14);
}
