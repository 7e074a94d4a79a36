namespace Hostelry.Provisioning.Catalogue;

/// <summary>The plan. Its price is Billing's, under the product code <c>server_type:{Name}</c>.</summary>
public sealed class ServerType
{
    /// <summary>The <see cref="Kind"/> that this version can run.</summary>
    public const string Container = "container";

    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; set; }

    /// <summary><c>container</c> or <c>vm</c>.</summary>
    public required string Kind { get; init; }

    public required int Cores { get; init; }

    public required long MemoryBytes { get; init; }

    public required long DiskBytes { get; init; }

    /// <summary>Most processes and threads.</summary>
    public required int Processes { get; init; }

    public DateTimeOffset? RetiredAt { get; set; }

    public string ProductCode => ProductCodeOf(Name);

    public static string ProductCodeOf(string name) => "server_type:" + name;
}
