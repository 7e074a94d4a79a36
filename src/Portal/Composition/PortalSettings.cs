namespace Hostelry.Portal.Composition;

/// <summary>What this process does.</summary>
public enum Role
{
    /// <summary>Everything, one process.</summary>
    All,

    /// <summary>HTTP; holds no hypervisor connection.</summary>
    Web,

    /// <summary>Operations, billing runs; HTTP only for health.</summary>
    Worker,
}

/// <summary>Settings that the composition itself reads; docs/configuration.md lists every key.</summary>
public sealed class PortalSettings
{
    public Role Role { get; init; } = Role.All;

    /// <summary>Folder of the installation's state: SQLite's file, the mail folder. Relative paths start there.</summary>
    public string Home { get; init; } = ".";

    /// <summary>Where browsers and clients reach this installation; https unless it is a loopback address.</summary>
    public Uri PublicUrl { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Addresses of reverse proxies whose forwarded headers are believed. Empty: none are.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    public DatabaseSettings Database { get; init; } = new();

    public ApiSettings Api { get; init; } = new();

    public TaxSettings Tax { get; init; } = new();

    public OidcSettings Oidc { get; init; } = new();

    public TermsSettings Terms { get; init; } = new();

    /// <summary>PFX file that seals the keys of cookies and root passwords in the database; null leaves them as they are.</summary>
    public string? KeyCertificate { get; init; }

    public bool ServesPages => Role is Role.All or Role.Web;

    public bool RunsWork => Role is Role.All or Role.Worker;

    /// <summary>Reads the settings; what is missing has its default.</summary>
    public static PortalSettings From(IConfiguration configuration) =>
        configuration.Get<PortalSettings>() ?? new PortalSettings();
}

public sealed class DatabaseSettings
{
    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Provider { get; init; } = "sqlite";

    public bool IsSqlite => string.Equals(Provider, "sqlite", StringComparison.OrdinalIgnoreCase);

    /// <summary>Anything else is refused at start: a slip of the pen must not open another database.</summary>
    public bool IsKnown => IsSqlite || string.Equals(Provider, "postgres", StringComparison.OrdinalIgnoreCase);
}

public sealed class TaxSettings
{
    /// <summary>Where VAT ids are checked: VIES's REST interface; ends with a slash.</summary>
    public Uri VatRegister { get; init; } = Billing.Tax.ViesRegister.PublicAddress;
}

/// <summary>What whoever signs up agrees to.</summary>
public sealed class TermsSettings
{
    /// <summary>Where they can be read; null: nothing is asked.</summary>
    public Uri? Address { get; init; }

    /// <summary>Names the present text; written down with each consent.</summary>
    public string Version { get; init; } = "1";

    public bool IsGood => Address is null || (Address.IsAbsoluteUri && Address.Scheme == Uri.UriSchemeHttps && Version.Length is >= 1 and <= 40);
}

public sealed class ApiSettings
{
    /// <summary>Requests an hour and project; they come back evenly, one every 3600/n seconds.</summary>
    public int RequestsPerHour { get; init; } = 3600;
}
