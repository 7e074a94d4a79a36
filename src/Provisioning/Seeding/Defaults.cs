using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Seeding;

/// <summary>A server type that an installation starts with, and its price in EUR without tax.</summary>
/// <param name="Hourly">Major units for each begun hour, as <c>0.0030</c>.</param>
/// <param name="MonthlyCap">Major units: the most in a calendar month.</param>
internal sealed record DefaultType(
    string Name, int Cores, int MemoryMebibytes, int DiskGibibytes, int Processes, string Hourly, string MonthlyCap);

/// <summary>What an installation starts with. Staff change it later: nothing here is written over what is there.</summary>
internal static class Defaults
{
    public const string Location = "local";
    public const string Datacenter = "local-dc1";
    public const string Image = "debian-12";

    public static readonly IReadOnlyList<DefaultType> ServerTypes =
    [
        new("ct11", 1, 512, 5, 1024, "0.0030", "1.90"),
        new("ct21", 1, 1024, 10, 2048, "0.0055", "3.50"),
        new("ct31", 2, 2048, 20, 4096, "0.0105", "6.50"),
        new("ct41", 4, 4096, 40, 8192, "0.0200", "12.50"),
    ];

    /// <summary>Ours are in EUR; a seller in another currency publishes its own.</summary>
    public static IReadOnlyList<PublishPriceRequest> Prices(Currency currency)
    {
        var euro = Currency.Of("EUR");
        return currency != euro
            ? []
            : [
                .. ServerTypes.Select(type => new PublishPriceRequest(
                    Catalogue.ServerType.ProductCodeOf(type.Name),
                    Location,
                    UnitPrice.Parse(type.Hourly, euro),
                    Money.Parse(type.MonthlyCap, euro))),
            ];
    }
}
