namespace Hostelry.Billing.Tax;

/// <summary>What a product is to the tax office and the books: the dimension of rates and of revenue.</summary>
public static class ProductClass
{
    /// <summary>Servers, volumes, addresses, traffic, snapshots, backups: an electronically supplied service.</summary>
    public const string Hosting = "hosting";

    /// <summary>App images and licences.</summary>
    public const string Software = "software";

    /// <summary>Work by people: set-up.</summary>
    public const string Service = "service";

    /// <summary>As a rate's class: whatever has no rate of its own.</summary>
    public const string Any = "any";

    public static readonly IReadOnlyList<string> All = [Hosting, Software, Service];

    /// <summary>By what stands before the colon of a product code: <c>server_type:ct11</c> is hosting.</summary>
    public static string Of(string productCode) => productCode.Split(':', 2)[0] switch
    {
        "app" or "licence" => Software,
        "setup" or "service" => Service,
        _ => Hosting,
    };
}
